using BatchRouter.Catalog;
using BatchRouter.Lanes;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>The way back as ours and the clairvoyant reckon it: each part a learned quantile or a limit.</summary>
internal static class LearnedWayBack
{
    /// <summary>Jobs that may be late: one in a thousand.</summary>
    public const double Epsilon = 0.001;

    // Until enough calls were seen.
    private static readonly TimeSpan ExpectedCall = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Air = TimeSpan.FromMinutes(1);

    public static WayBack At(DateTimeOffset now, Experience past)
    {
        var call = past.CallQuantile(1 - Epsilon, now) ?? ExpectedCall;
        return new WayBack(call, new LaneOptions().Drain, new BatchTerms().CancelTakes, TimeSpan.Zero, Air);
    }
}
