using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Running;

/// <summary>Jobs whose first purchase is made in the batch lane.</summary>
public sealed class ParkRunTests
{
    private static readonly CatalogModel Cheap = Some.Weak with
    {
        Prices = [Some.SyncPrice("v1", 100_000_000), Some.SyncPrice("v1b", 50_000_000) with { Lane = Lane.Batch }],
        EnqueuedTokens = 1_000_000,
    };

    private readonly Stage _stage = new(new TaskPolicy { Name = "default", Quality = 0.6 }, Cheap);

    [Fact]
    public async Task Deliver_WithADayOfSlack_ParksWithHalfTheHoldAndTheWholeWayBack()
    {
        await _stage.DeliverAsync(Some.Job(slack: TimeSpan.FromHours(24)));

        Assert.Equal(["open park 1 First weak"], _stage.Journal);
        var park = Assert.IsType<Move.Park>(_stage.Store.Openings[0].Move);
        Assert.Equal((Lane.Batch, 2 * park.Attempt.Candidate.HoldNanoUsd), (park.Attempt.Candidate.Offer.Lane, park.WayBackNanoUsd));
        Assert.True(park.LatestSafeStart < Some.Noon.AddHours(24));
        Assert.Empty(_stage.Models.Calls);
    }

    [Fact]
    public async Task Deliver_WithLittleSlack_IsBoughtAtOnce()
    {
        _stage.Models.Answer("42");

        await _stage.DeliverAsync(Some.Job(slack: TimeSpan.FromMinutes(2)));

        Assert.Equal("open start 1 First weak", _stage.Journal[0]);
    }

    [Fact]
    public async Task Deliver_WhereTheWayBackFitsIntoNoLimitOfTheJob_IsBoughtAtOnce()
    {
        _stage.Models.Answer("42");
        await _stage.DeliverAsync(Some.Job(slack: TimeSpan.FromHours(24)));
        var park = (Move.Park)_stage.Store.Openings[0].Move;
        var job = Some.Job(slack: TimeSpan.FromHours(24)) with
        {
            Key = new JobKey("demo", Guid.NewGuid()),
            MaxCostNanoUsd = park.WayBackNanoUsd + park.Attempt.Candidate.HoldNanoUsd - 1,
        };

        await _stage.DeliverAsync(job);

        Assert.Contains("open start 1 First weak", _stage.Journal);
    }
}
