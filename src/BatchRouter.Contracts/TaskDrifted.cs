namespace BatchRouter.Contracts;

/// <summary>
/// What is believed of a task's answers no longer holds against audits, or holds again. While it drifts, workers take the stronger default.
/// May arrive twice: consumers must accept repeats.
/// </summary>
public sealed record TaskDrifted
{
    /// <summary>Names this beginning or end: a repeat carries the same.</summary>
    public required long Number { get; init; }

    /// <summary>The jobs' task.</summary>
    public required string Task { get; init; }

    /// <summary>True, a drift began; false, it ended.</summary>
    public required bool IsDrifting { get; init; }

    /// <summary>In words.</summary>
    public string? Reason { get; init; }

    /// <summary>How many audits it rests on.</summary>
    public required int Audits { get; init; }

    /// <summary>Calibration error of the confidence at acceptance, 0 to 1; null where another version came into use.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>Share of accepted answers that audits bore out, 0 to 1.</summary>
    public double? AcceptedQuality { get; init; }

    /// <summary>The low end of its 95% interval.</summary>
    public double? AcceptedQualityLow { get; init; }

    /// <summary>The high end.</summary>
    public double? AcceptedQualityHigh { get; init; }

    /// <summary>When it was measured.</summary>
    public required DateTimeOffset At { get; init; }
}
