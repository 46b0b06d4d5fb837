using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Waiting for money, and answers that are served again.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task ClaimFunded_WakesInTheOrderOfSafeStarts_OnlyAsManyAsFit()
    {
        var (budget, job) = await BudgetAsync((2 * Given.Hold) + 1);
        var store = await StoreAsync();
        var (third, first, second) = (Waiter(job, budget, 30), Waiter(job, budget, 10), Waiter(job, budget, 20));
        foreach (var waiter in new[] { third, first, second })
            await store.OpenAsync(waiter, Stop);

        Assert.Equal([first.Job.Key, second.Job.Key], await ClaimFundedAsync(job.Key.Project));

        // They count as taken: nobody is woken into the room that they were woken for.
        Assert.Empty(await ClaimFundedAsync(job.Key.Project));
    }

    [Fact]
    public async Task ClaimFunded_TheFirstThatOthersHoldsKeepOut_EndsTheLine()
    {
        var (budget, job) = await BudgetAsync(3 * Given.Hold);
        var (store, holder) = (await StoreAsync(), Given.Paid(job));
        await store.OpenAsync(holder, Stop);
        var (large, small) = (Waiter(job, budget, 10, 3 * Given.Hold), Waiter(job, budget, 20, 1));
        await store.OpenAsync(large, Stop);
        await store.OpenAsync(small, Stop);
        Assert.Empty(await ClaimFundedAsync(job.Key.Project));

        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(holder), Given.Lost(Given.AttemptOf(holder), AttemptState.Failed), Given.Exhausted()), Stop);

        Assert.Equal([large.Job.Key], await ClaimFundedAsync(job.Key.Project));
    }

    [Fact]
    public async Task ClaimFunded_ARaisedLimit_Wakes()
    {
        var (budget, job) = await BudgetAsync(1);
        var waiter = Waiter(job, budget, 10);
        await (await StoreAsync()).OpenAsync(waiter, Stop);
        Assert.Empty(await ClaimFundedAsync(job.Key.Project));

        await Under.SetLimitAsync(budget, Given.Hold);

        Assert.Equal([waiter.Job.Key], await ClaimFundedAsync(job.Key.Project));
    }

    [Fact]
    public async Task ClaimFunded_UnderReject_WhoWillNeverFitIsWokenToBeTold()
    {
        var (budget, job) = await BudgetAsync(1, AtLimit.Reject);
        var waiter = Waiter(job, budget, 10);
        await (await StoreAsync()).OpenAsync(waiter, Stop);

        Assert.Equal([waiter.Job.Key], await ClaimFundedAsync(job.Key.Project));
    }

    [Fact]
    public async Task ClaimDue_AtTheSafeStart_WakesWhoWaitsForMoney()
    {
        var (budget, job) = await BudgetAsync(1);
        var waiter = Waiter(job, budget, -1);
        await (await StoreAsync()).OpenAsync(waiter, Stop);

        var row = Of(waiter, await (await Under.ClaimsAsync(Guid.NewGuid())).ClaimDueAsync(Given.Now, 10_000, Stop));

        // A wait for money is none of the waits that are capped.
        Assert.Equal((JobState.Held, 0), (row!.Lease.State, row.Waits));
    }

    [Fact]
    public async Task Cache_FindsTheYoungestAcceptedAnswerOfTheProjectAndKey()
    {
        var (project, key, store) = ($"p{Guid.NewGuid():n}", Key(), await StoreAsync());
        await AnswerAsync(store, project, key, "old", Given.Now.AddMinutes(-5));
        var young = await AnswerAsync(store, project, key, "young", Given.Now.AddMinutes(-1));

        var found = await FindAsync(project, key);

        Assert.Equal((IdOf(young), "young", 0.9, "weak"), (found!.AttemptId, found.Text, found.Confidence, found.Model));
        Assert.Null(await FindAsync($"p{Guid.NewGuid():n}", key));
        Assert.Null(await FindAsync(project, Key()));
        Assert.Null(await Under.Cache.FindAsync(project, key, Given.Now.AddSeconds(-30), 0, Stop));
        Assert.Null(await Under.Cache.FindAsync(project, key, Given.Now.AddHours(-1), 0.95, Stop));
    }

    [Fact]
    public async Task Cache_WhatWasServed_CostsNothing_NamesItsSource_AndIsNoSourceItself()
    {
        var (project, key, store) = ($"p{Guid.NewGuid():n}", Key(), await StoreAsync());
        var bought = await AnswerAsync(store, project, key, "4", Given.Now.AddMinutes(-1));
        var attempt = new Attempt(Guid.CreateVersion7(Given.Now), 1, Purpose.Cache, Given.Candidate("weak", 0), Given.Now, await FindAsync(project, key));
        var served = Given.Opening(Given.Job(project), new Move.Start(attempt, null, false), key);
        await store.OpenAsync(served, Stop);
        var end = Given.Replied(attempt, charge: 0) with { SourceAttempt = attempt.Cached!.AttemptId };

        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(served), end, Given.Accepted(end)), Stop);

        Assert.Equal([new LedgerLine("charge", 0, 0, IdOf(bought))], await Under.EntriesAsync(attempt.Id));
        Assert.Equal(IdOf(bought), (await FindAsync(project, key))!.AttemptId);
    }

    private static Opening Waiter(BatchJob job, int budget, int minutes, long asked = Given.Hold) =>
        Given.Waiting(Given.Job(job.Key.Project), budget, asked, Given.Now.AddMinutes(minutes));

    private async Task<List<JobKey>> ClaimFundedAsync(string project)
    {
        var rows = await (await Under.ClaimsAsync(Guid.NewGuid())).ClaimFundedAsync(Given.Now, 10_000, Stop);
        return rows.Select(row => row.Lease.Key).Where(key => key.Project == project).ToList();
    }

    private static async Task<Opening> AnswerAsync(IJobStore store, string project, byte[] key, string text, DateTimeOffset at)
    {
        var opening = Given.Opening(Given.Job(project), new Move.Start(Given.Attempt(), null, false), key);
        await store.OpenAsync(opening, Stop);
        await store.AdvanceAsync(Given.Settling(opening, text: text, at: at), Stop);
        return opening;
    }

    private Task<CachedAnswer?> FindAsync(string project, byte[] key) => Under.Cache.FindAsync(project, key, Given.Now.AddHours(-1), 0.5, Stop);

    private static byte[] Key() => Guid.NewGuid().ToByteArray();
}
