using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Routing;

namespace BatchRouter.Tests.Lanes;

/// <summary>Models that sell lanes, and what is known of them; a test says only what matters to it.</summary>
internal static class SomeLanes
{
    public static readonly CatalogModel Weak = Selling(Some.Weak, Lane.Flex, Lane.Batch);
    public static readonly CatalogModel Strong = Selling(Some.Strong, Lane.Batch);

    /// <summary>The model, in these lanes at half the price.</summary>
    public static CatalogModel Selling(CatalogModel model, params Lane[] lanes) => model with
    {
        Prices = [.. model.Prices, .. lanes.Select(lane => model.Prices[0] with
        {
            Lane = lane,
            Rates = new Rates(model.Prices[0].Rates.InputNanoUsdPerMillion / 2, model.Prices[0].Rates.OutputNanoUsdPerMillion / 2),
        })],
    };

    public static BatchJob Job(double hours = 12) => Some.Job(slack: TimeSpan.FromHours(hours)) with { Quality = 0.6 };

    /// <summary>As a worker looks at it that has seen nothing yet.</summary>
    public static RoutingRequest Looked(Router router, RoutingRequest request, CompletionBook? book = null, double flexTaken = 0.7) => request with
    {
        Lanes = LaneOutlooks.Of(request, router, book ?? CompletionBook.Empty, _ => flexTaken, new LaneOptions()),
    };

    public static Decision Decide(RoutingRequest request, TaskPolicy? task = null, CompletionBook? book = null, double flexTaken = 0.7, params CatalogModel[] models)
    {
        var router = new Router(Some.Catalog(models.Length > 0 ? models : [Weak, Strong]), Some.Policy(task));
        return router.Decide(Looked(router, request, book, flexTaken));
    }

    public static Candidate First(Decision decision) => ((Choice.Buy)decision.Choice).First;
}
