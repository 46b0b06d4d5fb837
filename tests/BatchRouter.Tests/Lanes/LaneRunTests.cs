using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Tests.Budgeting;
using BatchRouter.Tests.Running;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class LaneRunTests
{
    private readonly Stage _batch = new(null, SomeLanes.Selling(Some.Weak, Lane.Batch));
    private readonly Stage _flex = new(null, SomeLanes.Selling(Some.Weak, Lane.Flex));

    [Fact]
    public async Task Deliver_BatchPays_ParksWithTheWayBackAndItsLatestSafeStart()
    {
        await _batch.DeliverAsync(SomeLanes.Job());
        var park = Assert.IsType<Move.Park>(_batch.Store.Openings.Single().Move);
        Assert.Empty(_batch.Models.Calls);
        Assert.Equal(park.Attempt.Candidate.LatestSafeStart, park.LatestSafeStart);
        Assert.True(park.LatestSafeStart < SomeLanes.Job().Deadline.AddMinutes(-15) && park.WayBackNanoUsd == 2 * park.Attempt.Candidate.HoldNanoUsd);
    }

    [Fact]
    public async Task Deliver_NoBudgetHasRoomForTheWayBackEver_BuysAtOnce()
    {
        _batch.Models.Answer("42");
        _batch.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 500_000, held: 0, asked: 600_000));
        await _batch.DeliverAsync(SomeLanes.Job());
        Assert.Equal(["open, over budget", "open start 1 First weak", "call weak 1000"], _batch.Journal.Take(3));
        Assert.True(_batch.Store.Openings.Single().Decision.Request.OnlySync);
    }

    [Fact]
    public async Task Deliver_OnlyOthersHoldsStandInTheWayOfTheWayBack_WaitsForTheMoneyRatherThanPayingTwice()
    {
        _batch.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: 600_000));
        await _batch.DeliverAsync(SomeLanes.Job());
        Assert.Equal(["open, over budget", "open hold money"], _batch.Journal);
    }

    [Fact]
    public async Task Deliver_FlexIsRefusedUntilItsLatestSafeStart_IsHeldAndThenBoughtAtOnce()
    {
        var job = SomeLanes.Job(0.01);
        _flex.Models.Fail(FailureKind.RateLimited, retryAfter: TimeSpan.FromMinutes(5));
        await _flex.DeliverAsync(job);
        Assert.Equal(Lane.Flex, _flex.Models.Calls.Single().Offer.Lane);
        var held = Assert.IsType<Move.Hold>(_flex.Store.Turns.Single().Move);
        Assert.Equal(_flex.Store.Openings.Single().Decision.Candidates[0].LatestSafeStart, held.WakeAt);
        _flex.Clock.SetUtcNow(held.WakeAt);
        _flex.Models.Answer("42");
        await _flex.ResumeAsync(JobState.Held, waits: 1, job: job);
        Assert.Equal([Lane.Flex, Lane.Sync], _flex.Models.Calls.Select(call => call.Offer.Lane));
    }

    [Fact]
    public async Task Deliver_FlexTakesTheCall_IsGivenUpInTimeForSync()
    {
        _flex.Models.Answer("42");
        var job = SomeLanes.Job(0.05);
        await _flex.DeliverAsync(job);
        var (call, candidate) = (_flex.Models.Calls.Single(), _flex.Store.Openings.Single().Decision.Candidates[0]);
        Assert.Equal(job.Deadline - candidate.Lanes!.Outlook!.WayBack.Sync - candidate.Lanes.Outlook.WayBack.Escalate - candidate.Lanes.Outlook.WayBack.Delta, Some.Noon + call.TimeLimit);
    }

    [Fact]
    public async Task Deliver_FlexIsOftenRefused_IsExpectedToBeAndSaysNothingOfSync()
    {
        var seen = _flex.Observed.FlexTaken("weak", Some.Noon);
        for (var i = 0; i < 5; i++)
        {
            _flex.Models.Fail(FailureKind.RateLimited);
            await _flex.DeliverAsync(SomeLanes.Job(0.05) with { Key = new JobKey("demo", Stage.Id(100 + i)) });
        }

        Assert.True(_flex.Observed.FlexTaken("weak", Some.Noon) < seen / 3);
        Assert.Equal((null, 0.0), (_flex.Observed.At(Some.Noon)["weak"].Headroom, _flex.Observed.At(Some.Noon)["weak"].ErrorShare));
        Assert.InRange(_flex.Observed.FlexTaken("weak", Some.Noon.AddHours(3)), 0.69, 0.7);
    }
}
