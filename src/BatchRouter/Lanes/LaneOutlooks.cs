using BatchRouter.Catalog;
using BatchRouter.Observing;
using BatchRouter.Routing;
using BatchRouter.Shipping;

namespace BatchRouter.Lanes;

/// <summary>Brings together what decisions need to know of lanes: observed times, learned completion times, terms. Pure.</summary>
public static class LaneOutlooks
{
    // A refused call is tried again until the latest safe start. Refusals come in spells: all tries after the first count as one more.
    private const int TriesAtMost = 2;

    private static readonly TimeSpan WaitBeforeAnother = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, LaneOutlook> None = [];

    /// <summary>By model, for those that sell other lanes than sync; nothing for jobs that may not leave it.</summary>
    /// <param name="request">What is to be decided, with what is observed.</param>
    /// <param name="router">Whose catalogue and policy hold.</param>
    /// <param name="book">Completion times of shipments.</param>
    /// <param name="flexTaken">The share of calls that flex takes, by model.</param>
    /// <param name="options">What the way back is reckoned with.</param>
    public static IReadOnlyDictionary<string, LaneOutlook> Of(
        RoutingRequest request, Router router, CompletionBook book, Func<string, double> flexTaken, LaneOptions options)
    {
        var (policy, table) = (router.Policy, router.Offers);
        if (!table.AnySellsLanes || LaneChoice.Obstacle(request, policy) is not null)
            return None;
        var (task, slowest) = (policy.TaskFor(request.Job.Task), TimeSpan.Zero);
        var meant = task.Models.Count == 0 ? null : router.Names.Of(task.Models);
        for (var place = 0; place < table.Models.Length; place++)
            if (table.Models[place].ReplacedBy is null && meant?.Contains(place) != false)
                slowest = Longer(slowest, Late(request, table.Models[place], policy.Lateness));
        var outlooks = new Dictionary<string, LaneOutlook>();
        for (var place = 0; place < table.Models.Length; place++)
            if (table.SellsLanes(place))
                outlooks[table.Models[place].Name] = Of(request, table.Models[place], slowest, policy.Lateness, book, flexTaken, options);
        return outlooks;
    }

    private static LaneOutlook Of(
        RoutingRequest request, CatalogModel model, TimeSpan slowest, double lateness, CompletionBook book, Func<string, double> flexTaken, LaneOptions options)
    {
        var sync = Late(request, model, lateness);
        var outlook = new LaneOutlook
        {
            // The second attempt may be any model's that the task allows, or its own again.
            WayBack = new WayBack(sync, options.Drain, model.Provider.Batch.CancelTakes, Longer(slowest, sync), options.Delta),
            FlexGivesUp = 2 * P99(request, model),
            DoubleChargeChance = options.DoubleChargeChance,
        };
        var window = outlook.WayBack.LatestSafeStart(request.Job.Deadline) - request.Now;
        var flexWindow = outlook.FlexWayBack.LatestSafeStart(request.Job.Deadline) - request.Now;
        return outlook with
        {
            BatchChance = window <= TimeSpan.Zero ? 0 : book.For(model.Provider.Name, model.Name).Within(window - (Cohorts.LeavesBy(request.Now, request.Now + window) - request.Now)),
            FlexChance = flexWindow <= TimeSpan.Zero ? 0 : TakenOnce(flexTaken(model.Name), flexWindow),
        };
    }

    private static double TakenOnce(double taken, TimeSpan window) =>
        1 - Math.Pow(1 - taken, window > WaitBeforeAnother ? TriesAtMost : 1);

    private static TimeSpan Late(RoutingRequest request, CatalogModel model, double lateness) =>
        LateQuantile.Of(Seen(request, model)?.P50 ?? model.Latency.P50, P99(request, model), lateness);

    private static TimeSpan P99(RoutingRequest request, CatalogModel model) => Seen(request, model)?.P99 ?? model.Latency.P99;

    private static ObservedModel? Seen(RoutingRequest request, CatalogModel model) => request.Observed.GetValueOrDefault(model.Name);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
