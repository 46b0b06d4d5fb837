using BatchRouter.Catalog;
using BatchRouter.Lanes;
using BatchRouter.Perceiving;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>Forms shipments of parked rows, and calls back those whose time came before one took them. Any worker may, all at once.</summary>
public sealed class AssemblyRound(
    IShipments shipments, Landings landings, LiveRouter live, Senses senses, ShippingOptions options, LaneOptions lanes, AttemptIds ids, TimeProvider clock) : IRound
{
    // As many as one batch may have; who comes after them is seen in the next round.
    private const int Looked = 50_000;

    public TimeSpan Every => options.Every;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var more = await landings.CallBackAsync(now, stop);
        var parked = await shipments.ParkedAsync(now, Looked, stop);
        if (parked.Count == 0)
            return more;
        var (waiting, seen, formed) = (await shipments.WaitingAsync(stop), senses.Models.At(now), 0);
        foreach (var rows in parked.GroupBy(row => row.Model))
            if (live.Known(rows.Key).FirstOrDefault() is { } model)
                foreach (var cohort in Cohorts.Leaving([.. rows], model, RowsToDrain(model, rows.Average(row => row.Tokens), seen.GetValueOrDefault(model.Name)?.P50), Free(model, waiting), now, options))
                    formed += await shipments.FormAsync(Shipment(cohort, now), cohort.Rows, now, stop);
        return more || formed > 0;
    }

    private static long? Free(CatalogModel model, IReadOnlyDictionary<string, WaitingRows> waiting) =>
        model.EnqueuedTokens is { } quota ? Math.Max(0, quota - waiting.GetValueOrDefault(model.Name).Tokens) : null;

    // What the synchronous lane takes over in time: half of its places are left to what else comes.
    private int RowsToDrain(CatalogModel model, double tokens, TimeSpan? seenP50)
    {
        var perSecond = 0.5 * model.ConcurrentCalls / Math.Max(0.001, (seenP50 ?? model.Latency.P50).TotalSeconds);
        if (model.RequestsPerMinute is { } limit)
            perSecond = Math.Min(perSecond, 0.5 * limit / 60);
        if (model.TokensPerMinute is { } perMinute)
            perSecond = Math.Min(perSecond, 0.5 * perMinute / 60 / tokens);
        return (int)Math.Clamp(perSecond * lanes.Drain.TotalSeconds, 1, int.MaxValue);
    }

    private Shipment Shipment(Cohort cohort, DateTimeOffset now) => new()
    {
        Id = ids.Next(now),
        Provider = cohort.Model.Provider,
        Model = cohort.Model.Name,
        ProviderModel = cohort.Model.ProviderModel,
        Rows = cohort.Rows.Count,
        State = ShipmentState.Formed,
        FormedAt = now,
        LatestSafeStart = cohort.LatestSafeStart,
    };
}
