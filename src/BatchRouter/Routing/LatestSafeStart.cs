namespace BatchRouter.Routing;

/// <summary>The last moment at which an attempt can begin and still end before the deadline.</summary>
public static class LatestSafeStart
{
    // Between waking and sending: a look of the waker, a commit, and some air.
    private static readonly TimeSpan Delta = TimeSpan.FromSeconds(1);

    /// <param name="deadline">Of the job.</param>
    /// <param name="timeP99">What 99 in 100 attempts stay under.</param>
    public static DateTimeOffset Of(DateTimeOffset deadline, TimeSpan timeP99) => deadline - timeP99 - Delta;
}
