using BatchRouter.Learning.Measuring;

namespace BatchRouter.Replaying;

/// <summary>A mean with the interval in which 95 of 100 means of resampled values lie.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Low">2.5 in 100 lie below.</param>
/// <param name="High">2.5 in 100 lie above.</param>
public sealed record MeanInterval(double Value, double Low, double High)
{
    private const int Draws = 1_000;
    private const int LeastDraws = 200;
    private const long Patience = 100_000_000;

    /// <summary>The percentile bootstrap (Efron 1979), resampling jobs. The same values and seed give the same interval.</summary>
    /// <returns>Null where there are no values.</returns>
    public static MeanInterval? Of(IReadOnlyList<double> values, int seed)
    {
        if (values.Count == 0)
            return null;
        var means = Resamples.Sorted(values.Count, (int)Math.Clamp(Patience / values.Count, LeastDraws, Draws), seed, drawn =>
        {
            var sum = 0.0;
            foreach (var place in drawn)
                sum += values[place];
            return sum / values.Count;
        });
        return new MeanInterval(values.Average(), means[(int)(0.025 * means.Length)], means[(int)(0.975 * means.Length)]);
    }
}
