using BatchRouter.Caching;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

/// <summary>The same job under each strategy that plans.</summary>
public sealed class PlannerTests
{
    private static readonly GainThreshold Pair = new("weak", "strong", 0.2, null);

    [Fact]
    public void Cost_BuysTheCheapestSingleWhereACascadeWouldBuySeveral()
    {
        var (cascade, cost) = (Of(Task(Strategies.Cascade) with { Quality = 0.8 }), Of(Task(Strategies.Cost) with { Quality = 0.8 }));
        Assert.True(cascade.Plan.Steps.Count > 1);
        Assert.Equal(("middle", ReasonCodes.CheapestSingle), (First(cost), cost.Reason));
        Assert.Single(cost.Plan.Steps);
    }

    [Theory]
    [InlineData(Strategies.Cost)]
    [InlineData(Strategies.Latency)]
    public void CostAndLatency_QualityUnreachable_TakeTheBest(string strategy)
    {
        var decision = Of(Task(strategy) with { Quality = 1 });
        Assert.Equal(("strong", ReasonCodes.QualityUnreachableBest), (First(decision), decision.Reason));
        Assert.Equal(ReasonCodes.OnlyCandidate, Of(Task(strategy), Some.Request(Some.Job() with { Pin = "weak" })).Reason);
    }

    [Fact]
    public void Latency_TakesTheFastestThatReachesTheQuality()
    {
        var decision = Of(Task(Strategies.Latency) with { Quality = 0.74 });
        Assert.Equal(("quick", ReasonCodes.FastestReachingQuality), (First(decision), decision.Reason));
        Assert.Equal("middle", First(Of(Task(Strategies.Latency) with { Quality = 0.8 })));
    }

    [Fact]
    public void Latency_ObservedQuantiles_StandAboveTheCatalogues()
    {
        var slow = Seen("quick", new ObservedModel { P99 = TimeSpan.FromSeconds(30), P50 = TimeSpan.FromSeconds(9) });
        var decision = Of(Task(Strategies.Latency) with { Quality = 0.7 }, slow);
        Assert.Equal("weak", First(decision));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(9)), (decision.Candidates[3].TimeP99, decision.Candidates[3].TimeP50));
    }

    [Fact]
    public void Fallback_GoesDownTheOrderAndDoesNotBeginAnew()
    {
        var task = Task(Strategies.Fallback) with { FallbackOrder = ["middle", "quick", "strong"] };
        var first = Of(task);
        Assert.Equal(("middle", ReasonCodes.FirstOfOrder, "middle quick strong"), (First(first), first.Reason, string.Join(' ', first.Plan.Steps.Select(step => step.Offer.Model.Name))));
        var second = Of(task, Some.Request() with { Failed = Names("middle:sync"), Remaining = ["quick:sync", "strong:sync"] });
        Assert.Equal("quick", First(second));
        var third = Of(task, Some.Request() with { Failed = Names("middle:sync", "quick:sync") });
        Assert.Equal(("strong", ReasonCodes.NextOfOrder), (First(third), third.Reason));
        Assert.Equal("weak", First(Of(task, Some.Request() with { Failed = Names("middle:sync", "quick:sync", "strong:sync") })));
    }

    [Theory]
    [InlineData(0.7, 0.95, 1, "strong", ReasonCodes.GainReachesThreshold)]
    [InlineData(0.79, 0.95, 1, "weak", ReasonCodes.GainBelowThreshold)]
    [InlineData(0.79, 0.95, 0, "strong", ReasonCodes.GainReachesThreshold)]
    public void Threshold_PredictedGain_Decides(double weak, double strong, double evidence, string model, string reason)
    {
        var decision = Of(Task(Strategies.Threshold) with { GainThreshold = Pair }, Forecast(evidence, ("weak", weak), ("strong", strong)));
        Assert.Equal((model, reason), (First(decision), decision.Reason));
    }

    [Fact]
    public void Threshold_NoForecast_TakesTheStronger()
    {
        var task = Task(Strategies.Threshold) with { GainThreshold = Pair };
        Assert.Equal(("strong", ReasonCodes.NoForecastStronger), (First(Of(task)), Of(task).Reason));
    }

    [Fact]
    public void Threshold_Calibrated_IsTheForecastsAndWithoutOneTheStrongerIsTaken()
    {
        var task = Task(Strategies.Threshold) with { GainThreshold = new GainThreshold("weak", "strong", null, 0.3) };
        var request = Forecast(1, ("weak", 0.7), ("strong", 0.8));
        Assert.Equal(ReasonCodes.NoThresholdStronger, Of(task, request).Reason);
        var calibrated = request with { Perception = new Perception { Forecast = request.Perception.Forecast! with { GainThreshold = 0.15 } } };
        Assert.Equal("weak", First(Of(task, calibrated)));
    }

    [Fact]
    public void Threshold_OneOfThePairMayNotBeAsked_TheOtherIs()
    {
        var task = Task(Strategies.Threshold) with { GainThreshold = Pair };
        var decision = Of(task, Some.Request() with { Failed = Names("strong:sync") });
        Assert.Equal(("weak", ReasonCodes.OtherOfPair), (First(decision), decision.Reason));
        Assert.Equal("middle", First(Of(task with { Quality = 0.8 }, Some.Request() with { Failed = Names("strong:sync", "weak:sync") })));
    }

    [Fact]
    public void Serve_StoredAnswer_IsTakenForNothing()
    {
        var cached = new CachedAnswer(Guid.Empty, "middle", 0.9, "42", null);
        Assert.Equal(ReasonCodes.AnswerCached, Of(Task(Strategies.Cost), Some.Request() with { Cached = cached }).Reason);
    }

    private static HashSet<string> Names(params string[] names) => [.. names];
}
