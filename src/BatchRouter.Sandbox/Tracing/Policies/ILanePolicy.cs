using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>When to buy where, chosen by name. One lives for one run, and may learn on its way.</summary>
internal interface ILanePolicy
{
    string Name { get; }

    /// <summary>Whether what is not answered at its latest safe start is called back and bought synchronously.</summary>
    bool ComesBack { get; }

    /// <summary>Asked when a job arrives, and again when a shipment that expired leaves it unanswered.</summary>
    LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past);

    /// <summary>When a shipment that could leave now does.</summary>
    DateTimeOffset DepartureOf(TracedShipment shipment, DateTimeOffset now) => now;

    /// <summary>G: the chance that so many rows sent now are answered within a window; null, it does not forecast.</summary>
    double? Forecast(int rows, TimeSpan window) => null;
}

/// <summary>Where a job is bought.</summary>
/// <param name="Lane">Sync or batch.</param>
/// <param name="LatestSafeStart">When batch is left.</param>
internal readonly record struct LanePlan(Lane Lane, DateTimeOffset LatestSafeStart)
{
    /// <summary>In batch until a moment, if there is time at all.</summary>
    public static LanePlan Until(DateTimeOffset latestSafeStart, DateTimeOffset now) =>
        new(now < latestSafeStart ? Lane.Batch : Lane.Sync, latestSafeStart);
}
