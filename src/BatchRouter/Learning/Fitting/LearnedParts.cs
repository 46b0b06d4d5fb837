namespace BatchRouter.Learning.Fitting;

/// <summary>Everything a learned model is made of, as it is trained, stored and read back.</summary>
internal sealed class LearnedParts
{
    public required string Task { get; init; }

    public required string[] Models { get; init; }

    public required int TrainingSize { get; init; }

    public required double Strength { get; init; }

    public required double[] CalibrationErrors { get; init; }

    /// <summary>Share of a training prompt's words that the other folds had, in the mean: what "known" looks like in this task.</summary>
    public required double TypicalKnown { get; init; }

    public required GainQuantiles[] Gains { get; init; }

    public required JointCalibration Calibration { get; init; }

    public required ColumnScale Scale { get; init; }

    public required SeenWords Seen { get; init; }

    /// <summary><c>[column * models + model]</c>.</summary>
    public required float[] Weights { get; init; }

    public required float[] Means { get; init; }
}
