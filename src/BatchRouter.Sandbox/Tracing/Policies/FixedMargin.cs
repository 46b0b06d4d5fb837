using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>Comes back 15 minutes before the deadline, whatever the way back takes.</summary>
internal sealed class FixedMargin : ILanePolicy
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    public string Name => LanePolicies.FixedMargin;

    public bool ComesBack => true;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past) => LanePlan.Until(job.Deadline - Margin, now);
}
