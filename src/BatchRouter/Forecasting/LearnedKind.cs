namespace BatchRouter.Forecasting;

/// <summary>What a version says something about.</summary>
public enum LearnedKind
{
    /// <summary>How good each model's answer will be, from the prompt alone.</summary>
    Quality,

    /// <summary>How sure an answer's signals make that it is right.</summary>
    Confidence,
}

/// <summary>A version that is in use.</summary>
/// <param name="Version">Names the trained model, for ever.</param>
/// <param name="Task">The jobs' task.</param>
/// <param name="Kind">Of one task and kind at most one version is in use.</param>
public sealed record ActiveModel(long Version, string Task, LearnedKind Kind);

/// <summary>How far a worker has read: what lies beyond is new.</summary>
/// <param name="Switch">The number of the last switch.</param>
/// <param name="Drift">The number of the last measurement.</param>
public readonly record struct LearnedMark(long Switch, long Drift);
