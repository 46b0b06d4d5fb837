using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>How long one call may take.</summary>
internal static class TimeLimits
{
    /// <summary>However far the deadline: longer than this no synchronous answer is waited for.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

    /// <summary>As its lane allows: in flex, so that what is given up leaves time for sync.</summary>
    public static TimeSpan ForCall(Candidate candidate, DateTimeOffset deadline, DateTimeOffset now) =>
        candidate is { Offer.Lane: Lane.Flex, LatestSafeStart: { } safe }
            ? ForCall(safe - now + 2 * candidate.TimeP99, candidate.TimeP99)
            : ForCall(deadline - now, candidate.TimeP99);

    /// <summary>
    /// Bound by the deadline, but never below twice the time that 99 in 100 calls stay under:
    /// cutting a paid call that would have come a little late throws money away.
    /// </summary>
    public static TimeSpan ForCall(TimeSpan slack, TimeSpan timeP99)
    {
        var least = 2 * timeP99;
        var bound = slack > least ? slack : least;
        return bound < Most ? bound : Most;
    }
}
