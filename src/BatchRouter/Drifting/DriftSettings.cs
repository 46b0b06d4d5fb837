namespace BatchRouter.Drifting;

/// <summary>How far a task's answers may be from what is believed of them before the stronger default is taken.</summary>
public sealed record DriftSettings
{
    public static readonly DriftSettings Default = new();

    /// <summary>How many of the newest audits are looked at: 200.</summary>
    public const int Window = 200;

    /// <summary>With fewer audits nothing is said: 50.</summary>
    public const int LeastAudits = 50;

    /// <summary>The greatest calibration error of the confidence at acceptance, above 0, to 1. Default 0.15.</summary>
    public double CalibrationError { get; init; } = 0.15;

    /// <summary>The least share of accepted answers that audits bear out, 0 to 1; null, the task's quality less 0.05.</summary>
    public double? LeastQuality { get; init; }
}
