namespace BatchRouter.Running;

/// <summary>How long one call may take.</summary>
internal static class TimeLimits
{
    /// <summary>However far the deadline: longer than this no synchronous answer is waited for.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(15);

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
