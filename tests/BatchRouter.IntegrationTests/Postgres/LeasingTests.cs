using BatchRouter.Conformance;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>Leases, takeovers, wakes, and what was not announced.</summary>
public sealed class LeasingTests(MigratedDatabase<LeasingTests> database) : IClassFixture<MigratedDatabase<LeasingTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ClaimExpired_OfAWorkerThatLives_TakesNothing()
    {
        var store = await database.StoreAsync(Guid.NewGuid());
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);

        Assert.DoesNotContain(await ClaimExpiredAsync(Guid.NewGuid()), row => row.Lease.Key == opening.Job.Key);
    }

    [Fact]
    public async Task ClaimExpired_OfADeadWorker_RaisesFenceAndRescuesAndMakesItsAttemptUnknown()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);
        await database.LetDieAsync(worker);

        var row = Assert.Single(await ClaimExpiredAsync(Guid.NewGuid()), row => row.Lease.Key == opening.Job.Key);

        Assert.Equal((2, JobState.Running, 1), (row.Lease.Fence, row.Lease.State, row.Rescues));
        var past = Assert.Single(row.Attempts);
        Assert.Equal((AttemptState.Unknown, Samples.Hold, (FailureKind?)null), (past.State, past.HoldNanoUsd, past.Failure));
    }

    [Fact]
    public async Task ClaimExpired_ReleasedByADrain_CountsNoRescue()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);
        await new WorkerLease(database.Source, worker).EndAsync(Stop);

        var row = Assert.Single(await ClaimExpiredAsync(Guid.NewGuid()), row => row.Lease.Key == opening.Job.Key);

        Assert.Equal(0, row.Rescues);
    }

    [Fact]
    public async Task ClaimExpired_BringsEarlierAttemptsWithTheirMoneyAndAnswers()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);
        var end = Samples.Replied(Samples.AttemptOf(opening), "five\0", 0.2);
        await store.AdvanceAsync(Samples.Turn(Samples.Running(opening), end, new Move.Start(Samples.Attempt(2, "strong"), null, false), Samples.Decision(opening.Job, 2)), Stop);
        await database.LetDieAsync(worker);

        var row = Assert.Single(await ClaimExpiredAsync(Guid.NewGuid()), row => row.Lease.Key == opening.Job.Key);

        Assert.Equal(2, row.Decisions);
        Assert.Equal(2, row.Attempts.Count);
        Assert.Equal((AttemptState.Replied, Samples.Charge, "five\0", 0.2), (row.Attempts[0].State, row.Attempts[0].ChargedNanoUsd, row.Attempts[0].Output, row.Attempts[0].Confidence));
        Assert.Equal(AttemptState.Unknown, row.Attempts[1].State);
    }

    // Defect: "not exists" was not asked again for rows that another claimer had just taken.
    [Fact]
    public async Task ClaimExpired_TwoAtOnce_NeverGiveTheSameJobTwice()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var openings = Enumerable.Range(0, 400).Select(_ => Samples.Opening()).ToList();
        await Task.WhenAll(openings.Select(opening => store.OpenAsync(opening, Stop)));
        await database.LetDieAsync(worker);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        await new WorkerLease(database.Source, one).BeatAsync(Stop);
        await new WorkerLease(database.Source, other).BeatAsync(Stop);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => database.Claims(i % 2 == 0 ? one : other).ClaimExpiredAsync(Given.Now, 20, Stop)));

        var keys = claimed.SelectMany(rows => rows).Select(row => row.Lease.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Subset(keys.ToHashSet(), openings.Select(opening => opening.Job.Key).ToHashSet());
    }

    // Defect: after a pause of Postgres a worker took its own running jobs for a dead one's, and bought them twice.
    [Fact]
    public async Task ClaimExpired_OfItsOwnSilence_TakesNothing()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);
        await database.LetDieAsync(worker);

        Assert.DoesNotContain(await database.Claims(worker).ClaimExpiredAsync(Given.Now, 10_000, Stop), row => row.Lease.Key == opening.Job.Key);
    }

    // Defect: a run that failed for a surprise kept its lease as long as its worker lived, and nobody took the job up.
    [Fact]
    public async Task ClaimExpired_AnAbandonedJob_IsTakenUpAtOnceAndCountsAsARescue()
    {
        var worker = Guid.NewGuid();
        var store = await database.StoreAsync(worker);
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);

        await database.Claims(worker).AbandonAsync(Samples.Running(opening), Stop);

        var row = Assert.Single(await database.Claims(worker).ClaimExpiredAsync(Given.Now, 10_000, Stop), row => row.Lease.Key == opening.Job.Key);
        Assert.Equal(1, row.Rescues);
    }

    [Fact]
    public async Task Abandon_OfAnotherWorkersJob_ChangesNothing()
    {
        var store = await database.StoreAsync(Guid.NewGuid());
        var opening = Samples.Opening();
        await store.OpenAsync(opening, Stop);

        await database.Claims(Guid.NewGuid()).AbandonAsync(Samples.Running(opening), Stop);

        Assert.True(await database.ScalarAsync<bool>("select worker_id is not null from jobs where job_id = @JobId", new { opening.Job.Key.JobId }));
    }

    [Fact]
    public async Task ClaimDue_TakesHeldJobsWhoseTimeCame_Once()
    {
        var store = await database.StoreAsync(Guid.NewGuid());
        var due = Samples.Opening(Samples.Job(), new Move.Hold("rate", Now.AddSeconds(-1)));
        var later = Samples.Opening(Samples.Job(), new Move.Hold("rate", Now.AddHours(1)));
        await Task.WhenAll(store.OpenAsync(due, Stop), store.OpenAsync(later, Stop));
        var (one, other) = (await LivingAsync(), await LivingAsync());

        var claimed = await Task.WhenAll(database.Claims(one).ClaimDueAsync(Now, 1_000, Stop), database.Claims(other).ClaimDueAsync(Now, 1_000, Stop));

        var row = Assert.Single(claimed.SelectMany(rows => rows), row => row.Lease.Key == due.Job.Key || row.Lease.Key == later.Job.Key);
        Assert.Equal((due.Job.Key, JobState.Held, 2), (row.Lease.Key, row.Lease.State, row.Lease.Fence));
    }

    [Fact]
    public async Task ClaimDue_TheWakersDied_IsTakenByAnother()
    {
        var (store, waker) = (await database.StoreAsync(Guid.NewGuid()), await LivingAsync());
        var due = Samples.Opening(Samples.Job(), new Move.Hold("rate", Now.AddSeconds(-1)));
        await store.OpenAsync(due, Stop);
        Assert.Contains(await database.Claims(waker).ClaimDueAsync(Now, 1_000, Stop), row => row.Lease.Key == due.Job.Key);
        Assert.DoesNotContain(await database.Claims(await LivingAsync()).ClaimDueAsync(Now, 1_000, Stop), row => row.Lease.Key == due.Job.Key);

        await database.LetDieAsync(waker);

        Assert.Contains(await database.Claims(await LivingAsync()).ClaimDueAsync(Now, 1_000, Stop), row => row.Lease.Key == due.Job.Key);
    }

    [Fact]
    public async Task WorkerLease_EndedTwice_KeepsTheFirstEnd()
    {
        var worker = await LivingAsync();
        var lease = new WorkerLease(database.Source, worker);
        await lease.BeatAsync(Stop);
        await lease.EndAsync(Stop);
        var first = await database.ScalarAsync<string>("select ended_at::text from workers where worker_id = @worker", new { worker });

        await lease.EndAsync(Stop);

        Assert.NotNull(first);
        Assert.Equal(first, await database.ScalarAsync<string>("select ended_at::text from workers where worker_id = @worker", new { worker }));
    }

    [Fact]
    public async Task Unannounced_FindsEndsUntilTheyWereTold()
    {
        var store = await database.StoreAsync(Guid.NewGuid());
        var (settled, rejected) = (Samples.Opening(), Samples.Opening(Samples.Job(), new Move.Reject("messages", "prompt_too_long", "too long")));
        await Task.WhenAll(store.OpenAsync(settled, Stop), store.OpenAsync(rejected, Stop));
        Assert.DoesNotContain(await FindAsync(), found => found.Key == settled.Job.Key);
        await store.AdvanceAsync(Samples.Settling(settled), Stop);

        var told = (await FindAsync()).ToDictionary(found => found.Key);

        var ending = Assert.IsType<Announcement.Settled>(told[settled.Job.Key]);
        Assert.Equal(("4", Outcome.Accepted, Samples.Charge), (ending.Output, ending.Ending.Outcome, ending.Ending.CostNanoUsd));
        Assert.Equal("prompt_too_long", Assert.IsType<Announcement.Rejected>(told[rejected.Job.Key]).Code);
        Assert.Empty(await new Unannounced(database.Source).FindAsync(Now.AddHours(-1), 1_000, Stop));
        store.MarkAnnounced(settled.Job.Key);
        store.MarkAnnounced(rejected.Job.Key);
        await store.DisposeAsync();
        Assert.DoesNotContain(await FindAsync(), found => found.Key == settled.Job.Key || found.Key == rejected.Job.Key);
    }

    private Task<IReadOnlyList<Announcement>> FindAsync() => new Unannounced(database.Source).FindAsync(Now.AddMinutes(1), 10_000, Stop);

    private async Task<IReadOnlyList<ClaimedRow>> ClaimExpiredAsync(Guid worker)
    {
        await new WorkerLease(database.Source, worker).BeatAsync(Stop);
        return await database.Claims(worker).ClaimExpiredAsync(Given.Now, 10_000, Stop);
    }

    private async Task<Guid> LivingAsync()
    {
        var worker = Guid.NewGuid();
        await new WorkerLease(database.Source, worker).BeatAsync(Stop);
        return worker;
    }
}
