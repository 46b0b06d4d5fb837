using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>Sends everything in batches, what expired again, and never comes back.</summary>
internal sealed class BatchOnly : ILanePolicy
{
    public string Name => LanePolicies.BatchOnly;

    public bool ComesBack => false;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past) => new(Lane.Batch, job.Deadline);
}
