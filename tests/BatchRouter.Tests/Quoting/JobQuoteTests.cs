using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Quoting;
using BatchRouter.Routing;
using BatchRouter.Routing.Planning;
using BatchRouter.Tests.Classifying;
using BatchRouter.Tests.Lanes;
using Xunit;

namespace BatchRouter.Tests.Quoting;

public sealed class JobQuoteTests
{
    [Fact]
    public void Of_OneStepInBatch_LowIsTheBatchPriceAndTheMaximumBothHolds()
    {
        var quote = Quote(SomeLanes.Job(), models: [SomeLanes.Weak]);
        var first = quote.First!;
        Assert.Equal(Lane.Batch, first.Offer.Lane);
        Assert.Equal(first.HoldNanoUsd + first.WayBackNanoUsd, quote.MaximumNanoUsd);
        Assert.Equal(quote.Decision.Plan.CostNanoUsd, quote.ExpectedNanoUsd);
        // Half the price, less a rounding.
        Assert.InRange(quote.LowNanoUsd * 2, quote.AllSyncNanoUsd - 1, quote.AllSyncNanoUsd + 1);
        Assert.True(quote.LowNanoUsd < quote.ExpectedNanoUsd && quote.ExpectedNanoUsd < quote.AllSyncNanoUsd && quote.AllSyncNanoUsd < quote.MaximumNanoUsd);
    }

    [Fact]
    public void Of_ACascade_AddsUpAllItsHoldsAndLowIsItsFirstStep()
    {
        var quote = Quote(SomeLanes.Job() with { Quality = 0.85 }, models: [SomeLanes.Weak, SomeLanes.Strong]);
        Assert.Equal(["weak:batch", "strong:batch"], quote.Decision.Plan.Steps.Select(step => step.Offer.Name));
        Assert.Equal(quote.Decision.Plan.Steps.Sum(step => step.HoldNanoUsd + step.WayBackNanoUsd), quote.MaximumNanoUsd);
        Assert.True(quote.LowNanoUsd < quote.First!.CostNanoUsd && quote.First.CostNanoUsd < quote.ExpectedNanoUsd);
        var atOnce = quote.Decision.Plan.Steps.Select(step => step with { CostNanoUsd = step.Lanes!.Verdict!.Value.SyncNanoUsd }).ToList();
        Assert.Equal(CascadePlanner.Expected(atOnce, new Judge()).CostNanoUsd, quote.AllSyncNanoUsd);
    }

    [Fact]
    public void Of_Flex_HoldsForWhatIsBoughtAtOnceWhereFlexRefuses()
    {
        var model = SomeLanes.Selling(Some.Weak, Lane.Flex);
        var quote = Quote(SomeLanes.Job(), models: [model]);
        Assert.Equal(Lane.Flex, quote.First!.Offer.Lane);
        Assert.Equal(model.Prices[0].HoldNanoUsd(100, 1_000), quote.MaximumNanoUsd);
    }

    [Fact]
    public void Of_AJobThatMayCostLess_IsNeverMoreThanThat()
    {
        var free = Quote(SomeLanes.Job() with { Quality = 0.85 }, models: [SomeLanes.Weak, SomeLanes.Strong]);
        var left = free.MaximumNanoUsd - 1;
        var quote = Quote(SomeLanes.Job() with { Quality = 0.85 }, left, models: [SomeLanes.Weak, SomeLanes.Strong]);
        Assert.Equal(left, quote.MaximumNanoUsd);
    }

    [Fact]
    public void Of_AJobNobodyMayBeAsked_IsRefusedWithFieldAndCode()
    {
        var quote = Quote(SomeLanes.Job(), left: 1, models: [SomeLanes.Weak]);
        Assert.Equal(("maxCostUsd", "max_cost_too_low"), quote.Refusal);
        Assert.Null(quote.First);
        Assert.Equal((0, 0), (quote.MaximumNanoUsd, quote.ExpectedNanoUsd));
    }

    [Fact]
    public void Of_AJobWhoseKindIsAskedFirst_PaysTheQuestionAndThePlanBehindIt()
    {
        var router = new Router(Some.Catalog(), Some.Policy(Kinds.Asking(new TaskPolicy { Name = "default" })));
        var quote = JobQuote.Of(Some.Request(), router);
        Assert.Equal("quick:sync", quote.Question!.Offer.Name);
        Assert.Equal(quote.Question.CostNanoUsd + quote.Decision.Plan.CostNanoUsd, quote.ExpectedNanoUsd);
        Assert.Equal(quote.Question.HoldNanoUsd + quote.Decision.Plan.Steps.Sum(step => step.HoldNanoUsd), quote.MaximumNanoUsd);
    }

    [Fact]
    public void Of_TheSameJobWithMoreTime_IsNoDearerAndNoLater()
    {
        var quotes = new[] { 0.001, 0.05, 0.2, 1, 6, 24, 72 }.Select(hours => Quote(SomeLanes.Job(hours), models: [SomeLanes.Weak])).ToList();
        Assert.All(quotes.Zip(quotes.Skip(1)), pair => Assert.True(pair.Second.ExpectedNanoUsd <= pair.First.ExpectedNanoUsd && pair.Second.OnTimeChance >= pair.First.OnTimeChance));
    }

    private static JobQuote Quote(BatchJob job, long? left = null, CatalogModel[]? models = null)
    {
        var router = new Router(Some.Catalog(models!), Some.Policy());
        return JobQuote.Of(SomeLanes.Looked(router, Some.Request(job) with { LeftNanoUsd = left }), router);
    }
}
