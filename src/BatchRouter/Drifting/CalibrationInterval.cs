using BatchRouter.Learning.Measuring;

namespace BatchRouter.Drifting;

/// <summary>
/// The 95% basic bootstrap interval of a calibration error (Davison and Hinkley 1997, 5.2). A calibration error of a few answers is too
/// large by chance alone; resampling is so once more, and reflecting its quantiles at the estimate takes that away again.
/// </summary>
internal static class CalibrationInterval
{
    private const int Draws = 300;

    // Any number: the same audits always give the same interval.
    private const int Seed = 20261123;

    public static Interval Of(IReadOnlyList<AuditedAnswer> audits, double estimate)
    {
        var (confidences, agreements) = (new double[audits.Count], new double[audits.Count]);
        var errors = Resamples.Sorted(audits.Count, Draws, Seed, drawn =>
        {
            for (var i = 0; i < drawn.Length; i++)
                (confidences[i], agreements[i]) = audits[drawn[i]];
            return CalibrationError.Of(confidences, agreements);
        });
        return new Interval(Reflect(errors[(int)(0.975 * (Draws - 1))]), Reflect(errors[(int)(0.025 * (Draws - 1))]));

        double Reflect(double quantile) => Math.Clamp((2 * estimate) - quantile, 0, 1);
    }
}
