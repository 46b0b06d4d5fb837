using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>
/// What every store must do: Postgres, and the fake that the simulator trusts in its place. The facts say nothing that only one of them
/// could; each works in a project of its own, since they may share one database.
/// </summary>
public abstract partial class StoreConformance
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract IStoreUnderTest Under { get; }

    [Fact]
    public async Task Open_ANewJob_RunsUnderItsWorkersLease()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(opening, Stop));

        Assert.Equal(("running", "started"), await StatesAsync(opening));
        Assert.Equal(new AdvanceResult.LeaseLost(), await (await StoreAsync()).AdvanceAsync(Given.Turn(Given.LeaseOf(opening), null, Given.Exhausted()), Stop));
    }

    [Fact]
    public async Task Open_TheSameMessageAgain_IsADuplicate()
    {
        var (store, job) = (await StoreAsync(), Given.Job());
        await store.OpenAsync(Given.Unpaid(job), Stop);
        var again = Given.Unpaid(job);

        Assert.Equal(new OpenResult.Duplicate(), await store.OpenAsync(again, Stop));

        Assert.Null(await Under.AttemptStateAsync(Given.AttemptOf(again).Id));
    }

    [Fact]
    public async Task Open_TheSameIdWithAnotherBody_IsAConflict()
    {
        var (store, job) = (await StoreAsync(), Given.Job());
        await store.OpenAsync(Given.Unpaid(job), Stop);

        Assert.Equal(new OpenResult.Conflict(), await store.OpenAsync(Given.Unpaid(Given.Job(job.Key.Project, """{"a":2}""", job.Key.JobId)), Stop));
    }

    [Fact]
    public async Task Open_AgainAfterALostReply_IsStillOpened()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());
        await store.OpenAsync(opening, Stop);

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(opening, Stop));
    }

    [Fact]
    public async Task Advance_Settling_PostsOnceHoweverOftenItIsWritten()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());
        await store.OpenAsync(opening, Stop);
        var turn = Given.Settling(opening);

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));
        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));

        Assert.Equal(("settled", "replied"), await StatesAsync(opening));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task Advance_Escalating_EndsOneAttemptAndOpensTheNext()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());
        await store.OpenAsync(opening, Stop);
        var next = Given.Attempt(2, "strong");

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), Given.Replied(Given.AttemptOf(opening), confidence: 0.2), new Move.Start(next, null, false)), Stop));

        Assert.Equal(("running", "replied"), await StatesAsync(opening));
        Assert.Equal("started", await Under.AttemptStateAsync(next.Id));
    }

    [Fact]
    public async Task Advance_AMoveOutsideTheTable_IsRefusedWithAllItCarries()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());
        await store.OpenAsync(opening, Stop);
        var end = Given.Replied(Given.AttemptOf(opening));

        await Assert.ThrowsAnyAsync<Exception>(() => store.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), end, new Move.Reject("$", "code", "a running job is not rejected")), Stop));

        Assert.Equal(("running", "started"), await StatesAsync(opening));
        Assert.Empty(await EntriesAsync(opening));
    }

    [Fact]
    public async Task Advance_AfterATakeover_KeepsTheMoneyButNotTheMove()
    {
        var (dead, rescuer) = (Guid.NewGuid(), Guid.NewGuid());
        var (late, next) = (await Under.StoreAsync(dead), await Under.StoreAsync(rescuer));
        var opening = Given.Unpaid();
        await late.OpenAsync(opening, Stop);
        await Under.LetDieAsync(dead);
        var claimed = await ClaimExpiredAsync(rescuer, opening);
        Assert.Equal(("running", "unknown"), await StatesAsync(opening));

        Assert.Equal(new AdvanceResult.LeaseLost(), await late.AdvanceAsync(Given.Settling(opening), Stop));

        Assert.Equal(("running", "replied"), await StatesAsync(opening));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(opening));
        Assert.Equal(new AdvanceResult.Advanced(), await next.AdvanceAsync(Given.Turn(claimed!.Lease, null, Given.Exhausted()), Stop));
    }

    [Fact]
    public async Task Advance_AfterATakeover_OpensNoAttempt()
    {
        var (dead, rescuer) = (Guid.NewGuid(), Guid.NewGuid());
        var late = await Under.StoreAsync(dead);
        var opening = Given.Unpaid();
        await late.OpenAsync(opening, Stop);
        await Under.LetDieAsync(dead);
        await ClaimExpiredAsync(rescuer, opening);
        var next = Given.Attempt(2, "strong");

        Assert.Equal(new AdvanceResult.LeaseLost(), await late.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), Given.Replied(Given.AttemptOf(opening)), new Move.Start(next, null, false)), Stop));

        Assert.Null(await Under.AttemptStateAsync(next.Id));
    }

    [Fact]
    public async Task ClaimExpired_TakesTheJobsOfTheDeadOnly_AndRaisesFenceAndRescues()
    {
        var (dead, living) = (Guid.NewGuid(), Guid.NewGuid());
        var (left, kept) = (Given.Unpaid(), Given.Unpaid());
        await (await Under.StoreAsync(dead)).OpenAsync(left, Stop);
        await (await Under.StoreAsync(living)).OpenAsync(kept, Stop);
        await Under.LetDieAsync(dead);
        var rescuer = Guid.NewGuid();

        var row = await ClaimExpiredAsync(rescuer, left);

        Assert.Equal((2, JobState.Running, 1), (row!.Lease.Fence, row.Lease.State, row.Rescues));
        Assert.Equal((AttemptState.Unknown, Given.Hold), (Assert.Single(row.Attempts).State, row.Attempts[0].HoldNanoUsd));
        Assert.Null(await ClaimExpiredAsync(rescuer, kept));
        Assert.Null(await ClaimExpiredAsync(Guid.NewGuid(), left));
    }

    [Fact]
    public async Task ClaimExpired_AfterAQuestionWasAnswered_TellsWhatItWasForAndWhatWasSaid()
    {
        var (dead, opening) = (Guid.NewGuid(), Given.Opening(Given.Job(), new Move.Start(Given.Attempt() with { Purpose = Purpose.Classify }, null, false)));
        var store = await Under.StoreAsync(dead);
        await store.OpenAsync(opening, Stop);
        var end = Given.Replied(Given.AttemptOf(opening), text: "hard") with { Score = null };
        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(opening), end, new Move.Start(Given.Attempt(2, "strong"), null, false)), Stop);
        await Under.LetDieAsync(dead);

        var attempts = (await ClaimExpiredAsync(Guid.NewGuid(), opening))!.Attempts;

        Assert.Equal(
            [(Purpose.Classify, AttemptState.Replied, "hard", null), (Purpose.Escalate, AttemptState.Unknown, null, (double?)null)],
            attempts.Select(attempt => (attempt.Purpose, attempt.State, attempt.Output, attempt.Confidence)));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task ClaimExpired_AfterADrain_IsNoRescue()
    {
        var (worker, opening) = (Guid.NewGuid(), Given.Unpaid());
        await (await Under.StoreAsync(worker)).OpenAsync(opening, Stop);
        await Under.EndAsync(worker);

        Assert.Equal(0, (await ClaimExpiredAsync(Guid.NewGuid(), opening))!.Rescues);
    }

    [Fact]
    public async Task Abandon_UnderTheLease_FreesTheJobAtOnce()
    {
        var (worker, opening) = (Guid.NewGuid(), Given.Unpaid());
        await (await Under.StoreAsync(worker)).OpenAsync(opening, Stop);
        var claims = await Under.ClaimsAsync(worker);

        await claims.AbandonAsync(Given.LeaseOf(opening, fence: 7), Stop);
        Assert.Null(await ClaimExpiredAsync(Guid.NewGuid(), opening));
        await claims.AbandonAsync(Given.LeaseOf(opening), Stop);

        Assert.Equal(1, (await ClaimExpiredAsync(Guid.NewGuid(), opening))!.Rescues);
    }

    [Fact]
    public async Task ClaimDue_TakesHeldJobsWhoseTimeCame_Once()
    {
        var store = await StoreAsync();
        var due = Given.Opening(Given.Job(), new Move.Hold("rate", Given.Now.AddSeconds(-1)));
        var later = Given.Opening(Given.Job(), new Move.Hold("rate", Given.Now.AddHours(1)));
        await store.OpenAsync(due, Stop);
        await store.OpenAsync(later, Stop);

        var claims = await Under.ClaimsAsync(Guid.NewGuid());
        var row = Of(due, await claims.ClaimDueAsync(Given.Now, 10_000, Stop));

        Assert.Equal((2, JobState.Held, 1), (row!.Lease.Fence, row.Lease.State, row.Waits));
        Assert.Null(Of(due, await (await Under.ClaimsAsync(Guid.NewGuid())).ClaimDueAsync(Given.Now, 10_000, Stop)));
        Assert.Null(Of(later, await claims.ClaimDueAsync(Given.Now, 10_000, Stop)));
    }

    protected static ClaimedRow? Of(Opening opening, IReadOnlyList<ClaimedRow> rows) => rows.SingleOrDefault(row => row.Lease.Key == opening.Job.Key);

    protected Task<IJobStore> StoreAsync() => Under.StoreAsync(Guid.NewGuid());

    protected async Task<ClaimedRow?> ClaimExpiredAsync(Guid worker, Opening opening) =>
        Of(opening, await (await Under.ClaimsAsync(worker)).ClaimExpiredAsync(Given.Now, 10_000, Stop));

    protected async Task<(string? Job, string? Attempt)> StatesAsync(Opening opening) =>
        (await Under.JobStateAsync(opening.Job.Key), await Under.AttemptStateAsync(Given.AttemptOf(opening).Id));

    protected Task<IReadOnlyList<LedgerLine>> EntriesAsync(Opening opening) => Under.EntriesAsync(Given.AttemptOf(opening).Id);
}
