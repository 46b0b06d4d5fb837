using BatchRouter.Caching;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Tests.Running;
using Xunit;

namespace BatchRouter.Tests.Caching;

public sealed class AnswerCacheTests
{
    private static readonly TaskPolicy OptedIn = new() { Name = "default", Quality = 0.8, AnswerCacheAge = TimeSpan.FromDays(1) };

    private static readonly CachedAnswer Stored = new(Stage.Id(99), "strong", 0.93, "42", null);

    [Fact]
    public async Task Deliver_AnswerStored_IsServedForNothingAndNamesItsSource()
    {
        var stage = new Stage(OptedIn) { Cached = Stored };
        await stage.DeliverAsync();
        Assert.Equal(["open start 1 Cache strong", "advance settle Accepted", "announce", "mark announced"], stage.Journal);
        var end = stage.Store.Turns.Single().Ended!;
        Assert.Equal((0L, Stage.Id(99), 0.93), (end.ChargeNanoUsd, end.SourceAttempt, end.Score!.Confidence));
        Assert.Equal(("42", 0L), (Assert.IsType<Announcement.Settled>(stage.Announced.Single()).Output, stage.Store.Started.Single().Candidate.HoldNanoUsd));
    }

    [Fact]
    public async Task Deliver_AnswerStored_AsksNoBudget()
    {
        var stage = new Stage(OptedIn) { Cached = Stored };
        await stage.DeliverAsync();
        Assert.Null(Assert.IsType<Move.Start>(stage.Store.Openings.Single().Move).Payer);
    }

    [Fact]
    public async Task Deliver_TaskDidNotOptIn_BuysAndStoresNoKey()
    {
        var stage = new Stage(new TaskPolicy { Name = "default", Quality = 0.6 }) { Cached = Stored };
        stage.Models.Answer("42");
        await stage.DeliverAsync();
        Assert.Single(stage.Models.Calls);
        Assert.Null(stage.Store.Openings.Single().CacheKey);
    }

    [Fact]
    public async Task Deliver_NothingStored_BuysAndStoresTheKey()
    {
        var stage = new Stage(OptedIn);
        stage.Models.Answer("42");
        await stage.DeliverAsync();
        Assert.Equal(RequestKey.Of(Some.Job()), stage.Store.Openings.Single().CacheKey);
    }

    // What a rule or a pin forbids now is not served because it was bought once.
    [Fact]
    public async Task Deliver_ModelOfTheStoredAnswerMayNotBeAskedNow_Buys()
    {
        var stage = new Stage(OptedIn with { Models = ["weak", "middle"] }) { Cached = Stored };
        stage.Models.Answer("42");
        await stage.DeliverAsync();
        Assert.DoesNotContain("strong", stage.Journal[0], StringComparison.Ordinal);
        Assert.Single(stage.Models.Calls);
    }

    [Fact]
    public async Task Deliver_ServedAnswer_TeachesNothingAboutCosts()
    {
        var stage = new Stage(OptedIn) { Cached = Stored };
        for (var i = 0; i < 30; i++)
            await stage.DeliverAsync(Some.Job() with { Key = new("demo", Stage.Id(1_000 + i)) });
        Assert.Empty(stage.Costs.Of("answer"));
    }
}
