using System.Globalization;

namespace BatchRouter.Drifting;

/// <summary>
/// When what is believed of a task no longer holds. A drift begins where a limit is passed by the whole 95% interval, so that chance alone
/// seldom begins one, and ends only when both figures stand on the good side of their limits by a margin, so that it does not flutter.
/// </summary>
public static class DriftRule
{
    /// <summary>How far inside both limits the figures have to come: 0.02, or half the way where there is less room.</summary>
    public const double Margin = 0.02;

    /// <summary>What the accepted quality has to be, where no limit is given: the task's quality less so much.</summary>
    public const double BelowTarget = 0.05;

    /// <param name="measure">What the window says.</param>
    /// <param name="limits">Of the task.</param>
    /// <param name="target">The task's quality, 0..1.</param>
    /// <param name="isDrifting">How it stood so far.</param>
    public static DriftVerdict Judge(DriftMeasure measure, DriftSettings limits, double target, bool isDrifting)
    {
        var least = limits.LeastQuality ?? Math.Max(0, target - BelowTarget);
        if (measure.CalibrationLow > limits.CalibrationError)
            return new DriftVerdict(true, Say("the calibration error is {0:0.000}, at least {1:0.000} with 95% confidence; the limit is {2:0.000}",
                measure.CalibrationError, measure.CalibrationLow, limits.CalibrationError));
        if (measure.Accepted.High < least)
            return new DriftVerdict(true, Say("the accepted quality is {0:0.000}, at most {1:0.000} with 95% confidence; the limit is {2:0.000}",
                measure.AcceptedQuality, measure.Accepted.High, least));
        var isWell = measure.CalibrationError <= Math.Max(limits.CalibrationError / 2, limits.CalibrationError - Margin)
            && measure.AcceptedQuality >= Math.Min((1 + least) / 2, least + Margin);
        if (isDrifting && isWell)
            return new DriftVerdict(false, "calibration error and accepted quality are within their limits again");
        return new DriftVerdict(isDrifting, isDrifting ? "not within the limits by the margin yet" : null);
    }

    private static string Say(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}

/// <summary>How a task stands.</summary>
/// <param name="IsDrifting">The stronger default is taken.</param>
/// <param name="Reason">Why it began, goes on or ended; null, there is nothing to say.</param>
public sealed record DriftVerdict(bool IsDrifting, string? Reason);
