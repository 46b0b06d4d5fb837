using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Judging;

/// <summary>What was wanted of ours on a trace.</summary>
/// <param name="Trace">Its name.</param>
/// <param name="What">What is measured.</param>
/// <param name="AtMost">The bar.</param>
/// <param name="Measured">The value.</param>
public sealed record TraceBar(string Trace, string What, double AtMost, double Measured)
{
    private const double MissesAtMost = 0.001;

    public bool IsMet => Measured <= AtMost;

    /// <summary>The harsh mix has none.</summary>
    internal static IEnumerable<TraceBar> Of(TraceKind kind, PolicyRow ours)
    {
        if (kind == TraceKind.Harsh)
            yield break;
        yield return new TraceBar(TraceReport.NameOf(kind), "miss_share", MissesAtMost, ours.MissShare);
        yield return new TraceBar(TraceReport.NameOf(kind), "times_clairvoyant", kind == TraceKind.Stationary ? 1.05 : 2.5, ours.TimesClairvoyant);
    }
}
