namespace BatchRouter.Scoring;

/// <summary>How the answers of one task are judged.</summary>
public sealed record TaskScoring
{
    public static readonly TaskScoring Default = new();

    /// <summary>
    /// For word problems, with a weak model of prior 0.65. At 0.75 an answer with one bad sign, or a clean one to a long question, is escalated:
    /// 40% of 910 recorded answers, which end at 0.840 correct (the longest 40% of the questions: 0.759; always strong: 0.852).
    /// Of the clean answers above it 84% were right. The threshold belongs to the prior: a better weak model passes more often.
    /// </summary>
    public static readonly TaskScoring WordProblems = new() { Verifiers = ["final-number"], Threshold = 0.75 };

    /// <summary>Names from <see cref="Scoring.Verifiers.All"/>, each at most once. Default none.</summary>
    public IReadOnlyList<string> Verifiers { get; init; } = [];

    public ScoringWeights Weights { get; init; } = ScoringWeights.Default;

    /// <summary>An answer below this confidence is escalated, 0 to 1. Default 0.5: more likely wrong than right.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>What is wrong with these settings, each line beginning with the key; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems() => TaskScoringRules.Problems(this);
}
