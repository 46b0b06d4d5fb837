using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>Buys everything at once, at the full price.</summary>
internal sealed class AllSync : ILanePolicy
{
    public string Name => LanePolicies.AllSync;

    public bool ComesBack => true;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past) => new(Lane.Sync, now);
}
