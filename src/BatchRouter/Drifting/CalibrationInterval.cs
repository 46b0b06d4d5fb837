using BatchRouter.Learning.Measuring;

namespace BatchRouter.Drifting;

/// <summary>
/// The 95% basic bootstrap interval of a calibration error (Davison and Hinkley 1997, 5.2). A calibration error of a few answers is too
/// large by chance alone; resampling is so once more, and reflecting its quantiles at the estimate takes that away again.
/// </summary>
internal static class CalibrationInterval
{
    private const int Resamples = 300;

    // Any number: the same audits always give the same interval.
    private const int Seed = 20261123;

    public static Interval Of(IReadOnlyList<AuditedAnswer> audits, double estimate)
    {
        var chance = new Random(Seed);
        var (confidences, agreements) = (new double[audits.Count], new double[audits.Count]);
        var errors = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            for (var i = 0; i < audits.Count; i++)
                (confidences[i], agreements[i]) = audits[chance.Next(audits.Count)];
            errors[resample] = CalibrationError.Of(confidences, agreements);
        }

        Array.Sort(errors);
        return new Interval(Reflect(errors[(int)(0.975 * (Resamples - 1))]), Reflect(errors[(int)(0.025 * (Resamples - 1))]));

        double Reflect(double quantile) => Math.Clamp((2 * estimate) - quantile, 0, 1);
    }
}
