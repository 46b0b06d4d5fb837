using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>Comes back a margin before the deadline that grows with the job's window: its minutes to the power of 0.56.</summary>
internal sealed class RampedMargin : ILanePolicy
{
    private const double Power = 0.56;

    public string Name => LanePolicies.RampedMargin;

    public bool ComesBack => true;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past) =>
        LanePlan.Until(job.Deadline - TimeSpan.FromMinutes(Math.Pow(job.Window.TotalMinutes, Power)), now);
}
