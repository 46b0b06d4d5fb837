using BatchRouter.Lanes;

namespace BatchRouter.Quoting;

/// <summary>Shares under the normal curve, and under that of times whose logarithm is normal.</summary>
internal static class NormalCurve
{
    /// <summary>The share below z, to 1e-7 (Abramowitz and Stegun 1964, 26.2.17).</summary>
    public static double Below(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The chance that something takes no longer than a time, as if the logarithm of what it takes were normal; 0 to 1.</summary>
    /// <param name="p50">Half stay under it.</param>
    /// <param name="p99">99 in 100 stay under it.</param>
    /// <param name="time">How long there is.</param>
    public static double Within(TimeSpan p50, TimeSpan p99, TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            return 0;
        if (p50 <= TimeSpan.Zero || p99 <= p50)
            return time >= p99 ? 1 : 0;
        return Below(LateQuantile.NormalOf99 * Math.Log(time / p50) / Math.Log(p99 / p50));
    }
}
