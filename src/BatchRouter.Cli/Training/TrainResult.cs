using System.Text.Json.Nodes;
using BatchRouter.Learning;
using BatchRouter.Postgres.Learning;

namespace BatchRouter.Cli.Training;

/// <summary>What became of a training run.</summary>
internal sealed record TrainResult
{
    public required string Task { get; init; }

    /// <summary><c>stored</c>, or the file's name.</summary>
    public required string Source { get; init; }

    /// <summary>Nothing was stored, whatever was learned.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Predicted, weakest first.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required GatherCounts Read { get; init; }

    /// <summary>How good each model's answer will be; null, it was not asked for.</summary>
    public KindResult? Quality { get; init; }

    /// <summary>How far signals may be believed; null, it was not asked for, or there is nothing to learn it from.</summary>
    public KindResult? Confidence { get; init; }

    public bool IsRefused => Quality?.Outcome == KindResult.Refused || Confidence?.Outcome == KindResult.Refused;
}

/// <summary>What became of one kind.</summary>
internal sealed record KindResult
{
    public const string Learned = "learned";
    public const string Refused = "refused";
    public const string Waiting = "waiting";

    /// <summary><c>learned</c>, <c>refused</c>, or <c>waiting</c>: there are too few judged answers yet, and it was not asked for by name.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why nothing was learned.</summary>
    public string? Reason { get; init; }

    /// <summary>Under which it is stored; null, it is not.</summary>
    public long? Version { get; init; }

    public int? Examples { get; init; }

    /// <summary>Out of fold, 0 to 1.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>Of confidence: with the default weights, on the same answers.</summary>
    public double? CalibrationErrorBefore { get; init; }

    /// <summary>Of quality: by model, out of fold.</summary>
    public IReadOnlyList<ModelError>? ByModel { get; init; }

    /// <summary>Of quality: the regularisation that the data chose.</summary>
    public double? Strength { get; init; }

    /// <summary>Of quality: how the predicted gain is spread over the training prompts.</summary>
    public IReadOnlyList<GainSpread>? Gains { get; init; }

    /// <summary>Of confidence.</summary>
    public LearnedWeights? Weights { get; init; }

    public IReadOnlyList<FindingResult> Findings { get; init; } = [];
}

internal sealed record ModelError(string Model, double CalibrationError);

/// <param name="Stronger">The stronger model.</param>
/// <param name="Weaker">The weaker model.</param>
/// <param name="Deciles">Eleven values, ascending: the least, the 10%, … the greatest.</param>
internal sealed record GainSpread(string Stronger, string Weaker, IReadOnlyList<double> Deciles);

internal sealed record LearnedWeights(double Slope, double Offset, IReadOnlyList<FeatureWeight> ByFeature);

internal sealed record FeatureWeight(string Feature, double Weight);

/// <summary>A flaw of the data.</summary>
/// <param name="Flaw">Its name.</param>
/// <param name="Count">How often.</param>
/// <param name="Ids">The first of them.</param>
internal sealed record FindingResult(TrainingFlaw Flaw, int Count, IReadOnlyList<string> Ids)
{
    public static IReadOnlyList<FindingResult> Of(IReadOnlyList<TrainingFinding> findings) =>
        findings.Select(finding => new FindingResult(finding.Flaw, finding.Count, finding.Ids)).ToList();
}

/// <summary>A stored version.</summary>
internal sealed record VersionResult
{
    public required long Version { get; init; }

    public required string Task { get; init; }

    public required string Kind { get; init; }

    public required bool Active { get; init; }

    public required int Examples { get; init; }

    public required int Bytes { get; init; }

    public required DateTime TrainedAt { get; init; }

    /// <summary>When it came into use last, and by whom.</summary>
    public DateTime? SwitchedAt { get; init; }

    public string? SwitchedBy { get; init; }

    /// <summary>As training reported it.</summary>
    public JsonNode? Summary { get; init; }

    public static VersionResult Of(LearnedRow row) => new()
    {
        Version = row.Version,
        Task = row.Task,
        Kind = row.Kind,
        Active = row.Active,
        Examples = row.Examples,
        Bytes = row.Bytes,
        TrainedAt = row.TrainedAt,
        SwitchedAt = row.SwitchedAt,
        SwitchedBy = row.SwitchedBy,
        Summary = JsonNode.Parse(row.SummaryJson),
    };
}
