namespace BatchRouter.Lanes;

/// <summary>
/// The time that a synchronous attempt exceeds as seldom as jobs may be late. One call in a thousand is rarer than what a worker has
/// seen enough of, so it is reckoned from the median and the 99th percentile, as if the logarithm of the time were normal.
/// </summary>
public static class LateQuantile
{
    /// <summary>99 in 100 of the normal curve lie below.</summary>
    internal const double NormalOf99 = 2.3263478740;

    /// <param name="p50">Half stay under it.</param>
    /// <param name="p99">99 in 100 stay under it.</param>
    /// <param name="lateness">The share that may exceed the result, above 0 and below 0.5.</param>
    public static TimeSpan Of(TimeSpan p50, TimeSpan p99, double lateness)
    {
        if (p50 <= TimeSpan.Zero || p99 <= p50)
            return p99;
        return p99 * Math.Pow(p99 / p50, Normal(lateness) / NormalOf99 - 1);
    }

    // The normal quantile of 1 - p, to 0.0005 (Abramowitz and Stegun 1964, 26.2.23).
    private static double Normal(double p)
    {
        var t = Math.Sqrt(-2 * Math.Log(p));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
