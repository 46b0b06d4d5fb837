using BatchRouter.Learning.Measuring;

namespace BatchRouter.Drifting;

/// <summary>
/// The 95% score interval of a share (Wilson 1927). For parts between 0 and 1, as field comparisons give, it is on the safe side: their
/// variance is at most that of whole ones with the same mean.
/// </summary>
internal static class WilsonInterval
{
    private const double Z = 1.959963984540054;

    public static Interval Of(double mean, int count)
    {
        var denominator = 1 + (Z * Z / count);
        var middle = (mean + (Z * Z / (2 * count))) / denominator;
        var half = Z * Math.Sqrt((mean * (1 - mean) / count) + (Z * Z / (4.0 * count * count))) / denominator;
        return new Interval(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
