using BatchRouter.Sandbox.Tracing.Judging;

namespace BatchRouter.Cli.Simulating;

/// <summary>The lane policies on every trace.</summary>
internal sealed record LanesResult
{
    public required ulong Seed { get; init; }

    public required int Days { get; init; }

    public required IReadOnlyList<TraceReport> Traces { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether every bar is.</summary>
    public bool IsMet => Traces.All(trace => trace.Bars.All(bar => bar.IsMet));
}
