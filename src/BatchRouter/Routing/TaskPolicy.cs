using BatchRouter.Auditing;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Drifting;
using BatchRouter.Escalating;
using BatchRouter.Perceiving;
using BatchRouter.Scoring;

namespace BatchRouter.Routing;

/// <summary>How the jobs of one task are routed, judged and capped.</summary>
public sealed record TaskPolicy
{
    public required string Name { get; init; }

    /// <summary>The chance of a right answer to reach, 0 to 1. Default 0.85.</summary>
    public double Quality { get; init; } = 0.85;

    /// <summary>Models allowed; empty, all of the catalogue.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Lanes allowed, sync among them: it is the others' way back. Default all that a model is sold in.</summary>
    public IReadOnlyList<Lane> Lanes { get; init; } = AllLanes;

    /// <summary>Every lane.</summary>
    public static IReadOnlyList<Lane> AllLanes { get; } = [Lane.Sync, Lane.Flex, Lane.Batch];

    /// <summary>Names from <see cref="Strategies"/> in their order; empty, the project's, or <see cref="Strategies.Default"/>.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [];

    /// <summary>With <c>fallback</c>: models in the order in which they are asked.</summary>
    public IReadOnlyList<string> FallbackOrder { get; init; } = [];

    /// <summary>With <c>threshold</c>: which two models, and from what predicted gain the stronger.</summary>
    public GainThreshold? GainThreshold { get; init; }

    /// <summary>With <c>semantic</c>: routes and the utterances that stand for them.</summary>
    public IReadOnlyList<SemanticRoute> Routes { get; init; } = [];

    /// <summary>With <c>llm</c>: the small model that classifies.</summary>
    public ClassifySettings? Classify { get; init; }

    /// <summary>How accepted answers are checked; null, they are not.</summary>
    public AuditSettings? Audit { get; init; }

    /// <summary>Whether trained models are asked, where there are some: for predictions, and for the weights of a score. Default true.</summary>
    public bool UsesLearned { get; init; } = true;

    /// <summary>From where on audits say that the task's answers are not what is believed of them.</summary>
    public DriftSettings Drift { get; init; } = DriftSettings.Default;

    /// <summary>How much predicted quality the weaker loses where a prediction is wholly unsure, 0 to 1. Default 0.05.</summary>
    public double UnsureMargin { get; init; } = 0.05;

    /// <summary>From this share of a budget on, the quality of the word <c>cheap</c> is enough; null, budgets change no quality.</summary>
    public double? CheaperFrom { get; init; }

    /// <summary>Static assignment: this model and no other, unless a job pins one.</summary>
    public string? StaticModel { get; init; }

    /// <summary>Tokens that an answer is expected to have, for expected cost. Default 256.</summary>
    public int ExpectedOutputTokens { get; init; } = 256;

    /// <summary>Output tokens asked for at first, so that holds are small; a truncated answer is repeated with the job's own limit. Null: the job's own at once.</summary>
    public int? FirstOutputTokens { get; init; }

    /// <summary>An answer this old may be served again to an identical request of the same project; null, none is.</summary>
    public TimeSpan? AnswerCacheAge { get; init; }

    public TaskScoring Scoring { get; init; } = TaskScoring.Default;

    /// <summary>How well the confidence tells right from wrong, for predicting a cascade.</summary>
    public Judge Judge { get; init; } = new();

    public AttemptCaps Caps { get; init; } = new();
}

/// <summary>What the threshold does with right and wrong answers of a cheap model.</summary>
/// <param name="AcceptsRight">Share of right answers that are accepted. Default 0.75.</param>
/// <param name="AcceptsWrong">Share of wrong answers that are accepted. Default 0.3.</param>
public sealed record Judge(double AcceptsRight = 0.75, double AcceptsWrong = 0.3);

/// <summary>The stronger model is asked where its predicted gain over the weaker reaches a threshold.</summary>
/// <param name="Weak">The weaker model.</param>
/// <param name="Strong">The stronger model.</param>
/// <param name="Gain">The threshold itself; null, it is calibrated to <paramref name="StrongShare"/>.</param>
/// <param name="StrongShare">Which share of the prompts training saw goes to the stronger model, 0 to 1.</param>
public sealed record GainThreshold(string Weak, string Strong, double? Gain, double? StrongShare);
