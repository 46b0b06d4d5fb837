namespace BatchRouter.Scoring;

/// <summary>How the answers of one task are judged.</summary>
public sealed record TaskScoring
{
    public static readonly TaskScoring Default = new();

    /// <summary>Names from <see cref="Scoring.Verifiers.All"/>, each at most once. Default none.</summary>
    public IReadOnlyList<string> Verifiers { get; init; } = [];

    public ScoringWeights Weights { get; init; } = ScoringWeights.Default;

    /// <summary>An answer below this confidence is escalated, 0 to 1. Default 0.5: more likely wrong than right.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>What is wrong with these settings, each line beginning with the key; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems() => TaskScoringRules.Problems(this);
}
