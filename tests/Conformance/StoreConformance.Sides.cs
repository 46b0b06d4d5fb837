using System.Text;
using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Siding;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Side jobs, and what their answers are compared for.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Settle_WithSideJobs_OpensThemHeldAndDue_OnceHoweverOftenItIsWritten()
    {
        var (store, opening) = (await StoreAsync(), Given.Unpaid());
        await store.OpenAsync(opening, Stop);
        var (turn, side) = Drawing(opening);

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));
        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));

        Assert.Equal("held", await Under.JobStateAsync(side.Job.Key));
        var claims = await Under.ClaimsAsync(Guid.NewGuid());
        var row = (await claims.ClaimSidesAsync(Given.Now.AddMinutes(1), 10_000, Stop)).Single(row => row.Lease.Key == side.Job.Key);
        Assert.Equal((JobState.Held, 2, 0, 0, Side.Audit), (row.Lease.State, row.Lease.Fence, row.Waits, row.Decisions, row.Side));
        Assert.Equal(side.Job.Body.ToArray(), row.Body.ToArray());
        Assert.Equal(Side.Audit, row.With(opening.Job).Job.Side);
    }

    [Fact]
    public async Task ClaimDue_LeavesSideJobsToTheirOwnClaim_AndTheOtherWayRound()
    {
        var (store, opening, waiter) = (await StoreAsync(), Given.Unpaid(), Given.Opening(Given.Job(), new Move.Hold("rate", Given.Now.AddMinutes(-1))));
        await store.OpenAsync(opening, Stop);
        await store.OpenAsync(waiter, Stop);
        var (turn, side) = Drawing(opening);
        await store.AdvanceAsync(turn, Stop);
        var (claims, soon) = (await Under.ClaimsAsync(Guid.NewGuid()), Given.Now.AddMinutes(1));

        var due = (await claims.ClaimDueAsync(soon, 10_000, Stop)).Select(row => row.Lease.Key).ToList();
        var sides = (await claims.ClaimSidesAsync(soon, 10_000, Stop)).Select(row => row.Lease.Key).ToList();

        Assert.Contains(waiter.Job.Key, due);
        Assert.DoesNotContain(side.Job.Key, due);
        Assert.Contains(side.Job.Key, sides);
        Assert.DoesNotContain(waiter.Job.Key, sides);
    }

    [Fact]
    public async Task Settle_AfterATakeover_OpensNoSideJobs()
    {
        var (worker, opening) = (Guid.NewGuid(), Given.Unpaid());
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(opening, Stop);
        await Under.LetDieAsync(worker);
        await ClaimExpiredAsync(Guid.NewGuid(), opening);
        var (turn, side) = Drawing(opening);

        Assert.Equal(new AdvanceResult.LeaseLost(), await store.AdvanceAsync(turn, Stop));

        Assert.Null(await Under.JobStateAsync(side.Job.Key));
    }

    [Fact]
    public async Task Open_ASideJobOfNone_IsOneHoweverOftenItIsOpened()
    {
        var warm = Ask(Side.Warm, $"p{Guid.NewGuid():n}");

        await Under.Sides.OpenAsync([warm], Stop);
        await Under.Sides.OpenAsync([warm], Stop);

        Assert.Equal("held", await Under.JobStateAsync(warm.Job.Key));
    }

    [Fact]
    public async Task Conclude_BeforeTheSideJobEnds_TakesNothing_AndThenOnce()
    {
        var store = await StoreAsync();
        var (opening, side) = await DrawnAsync(store);
        Assert.Empty(await ConcludeAsync(side, _ => new ComparisonStep.Conclude(1, null)));
        var attempt = await AnswerAsync(side, "5");

        var one = Assert.Single(await ConcludeAsync(side, _ => new ComparisonStep.Conclude(0.5, null)));

        Assert.Equal((opening.Job.Key.JobId, new ComparedAnswer("4", null), new ComparedAnswer("5", null)), (one.Job, one.Given, one.Other));
        Assert.Equal((Given.AttemptOf(opening).Id, "weak", 0.25), (one.Draw.Given, one.Draw.Model, one.Draw.Share));
        Assert.NotEqual(Given.AttemptOf(opening).Id, attempt);
        Assert.Empty(await ConcludeAsync(side, _ => new ComparisonStep.Conclude(1, null)));
    }

    [Fact]
    public async Task Conclude_ByAJudge_WaitsForTheJudgesEnd()
    {
        var (_, side) = await DrawnAsync(await StoreAsync());
        await AnswerAsync(side, "5");
        var judge = Ask(Side.Judge, side.Job.Key.Project);

        Assert.Null(Assert.Single(await ConcludeAsync(side, _ => new ComparisonStep.Ask(judge))).Judged);
        Assert.Empty(await ConcludeAsync(side, _ => new ComparisonStep.Ask(judge)));
        await AnswerAsync(judge, "BOTH");

        Assert.Equal("BOTH", Assert.Single(await ConcludeAsync(side, _ => new ComparisonStep.Conclude(1, "judge_both"))).Judged!.Said);
        Assert.Empty(await ConcludeAsync(side, _ => new ComparisonStep.Conclude(1, "judge_both")));
    }

    private static (Turn Turn, SideJob Side) Drawing(Opening opening)
    {
        var end = Given.Replied(Given.AttemptOf(opening));
        var asked = Ask(Side.Audit, opening.Job.Key.Project);
        var side = asked with { Of = opening.Job.Key.JobId, Draw = new Draw(end.Attempt.Id, "weak", 0.9, Comparison.Judge, "strong", 0.25) };
        return (Given.Turn(Given.LeaseOf(opening), end, Given.Accepted(end) with { Sides = [side] }), side);
    }

    private static SideJob Ask(Side side, string project) => SideJobs.Ask(
        Given.Job(project) with { Side = side, Pin = "strong", Body = Encoding.UTF8.GetBytes("{}") }, new Dictionary<string, string>());

    private static async Task<(Opening Opening, SideJob Side)> DrawnAsync(IJobStore store)
    {
        var opening = Given.Unpaid();
        await store.OpenAsync(opening, Stop);
        var (turn, side) = Drawing(opening);
        await store.AdvanceAsync(turn, Stop);
        return (opening, side);
    }

    // As a worker would: claimed, opened, answered.
    private async Task<Guid> AnswerAsync(SideJob side, string text)
    {
        var worker = Guid.NewGuid();
        var (store, claims) = (await Under.StoreAsync(worker), await Under.ClaimsAsync(worker));
        var row = (await claims.ClaimSidesAsync(Given.Now.AddMinutes(1), 10_000, Stop)).Single(row => row.Lease.Key == side.Job.Key);
        var attempt = Given.Attempt(model: "strong");
        await store.AdvanceAsync(Given.Turn(row.Lease, null, new Move.Start(attempt, null, true)), Stop);
        var end = Given.Replied(attempt, text: text);
        await store.AdvanceAsync(Given.Turn(row.Lease with { State = JobState.Running, Fence = row.Lease.Fence + 1 }, end, Given.Accepted(end)), Stop);
        Assert.Equal("settled", await Under.JobStateAsync(side.Job.Key));
        return attempt.Id;
    }

    // The tests of a class run one after the other: what an earlier one left open is put away.
    private async Task<List<ComparisonCase>> ConcludeAsync(SideJob side, Func<ComparisonCase, ComparisonStep> conclude)
    {
        var taken = new List<ComparisonCase>();
        await Under.Comparisons.ConcludeAsync(10_000, one =>
        {
            if (one.Side != side.Job.Key)
                return new ComparisonStep.Conclude(null, "another_test");
            taken.Add(one);
            return conclude(one);
        }, Stop);
        return taken;
    }
}
