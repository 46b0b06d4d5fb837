using BatchRouter.Learning.Measuring;

namespace BatchRouter.Drifting;

/// <summary>What a window of audits says of a task.</summary>
/// <param name="CalibrationError">Expected calibration error, 0..1, of the confidence at acceptance against agreement.</param>
/// <param name="CalibrationLow">The low end of its 95% interval.</param>
/// <param name="AcceptedQuality">Mean agreement, 0..1: audits are a random share of what was accepted.</param>
/// <param name="Accepted">Its 95% interval.</param>
public sealed record DriftMeasure(double CalibrationError, double CalibrationLow, double AcceptedQuality, Interval Accepted)
{
    /// <summary>At least one audit is wanted.</summary>
    public static DriftMeasure Of(IReadOnlyList<AuditedAnswer> audits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(audits.Count);
        var error = Learning.Measuring.CalibrationError.Of(
            audits.Select(audit => audit.Confidence).ToList(), audits.Select(audit => audit.Agreement).ToList());
        var accepted = audits.Average(audit => audit.Agreement);
        return new DriftMeasure(error, CalibrationInterval.Of(audits, error).Low, accepted, WilsonInterval.Of(accepted, audits.Count));
    }
}
