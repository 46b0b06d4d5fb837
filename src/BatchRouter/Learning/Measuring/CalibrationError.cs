namespace BatchRouter.Learning.Measuring;

/// <summary>How far predicted chances lie from what happened.</summary>
public static class CalibrationError
{
    public const int Bins = 10;

    /// <summary>
    /// Expected calibration error, 0..1 (Naeini et al. 2015): predictions in ten bins of equal width, the mean distance of each bin's
    /// mean prediction from its mean outcome, weighted by the bin's size. A prediction of 1 belongs to the last bin; no predictions: 0.
    /// </summary>
    public static double Of(IReadOnlyList<double> predicted, IReadOnlyList<double> outcome)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcome.Count, predicted.Count);
        var (sums, outcomes) = (new double[Bins], new double[Bins]);
        for (var i = 0; i < predicted.Count; i++)
        {
            var bin = Math.Clamp((int)(predicted[i] * Bins), 0, Bins - 1);
            sums[bin] += predicted[i];
            outcomes[bin] += outcome[i];
        }

        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
            error += Math.Abs(sums[bin] - outcomes[bin]);
        return predicted.Count == 0 ? 0 : error / predicted.Count;
    }
}
