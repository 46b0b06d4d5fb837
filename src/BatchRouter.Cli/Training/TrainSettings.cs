using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;

namespace BatchRouter.Cli.Training;

/// <summary>What one training run is asked for.</summary>
internal sealed record TrainSettings
{
    public required string Task { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Null: stored outcomes.</summary>
    public FileInfo? File { get; init; }

    /// <summary>Weakest first; null, the catalogue's order.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Null: both, as far as there are labels.</summary>
    public LearnedKind? Kind { get; init; }

    public double ConfidenceWeight { get; init; } = GatheredExamples.DefaultConfidenceWeight;

    public int Most { get; init; } = 20_000;

    public bool IsDry { get; init; }

    public required string By { get; init; }

    public required FileInfo Catalog { get; init; }

    public string? Postgres { get; init; }

    /// <exception cref="UsageException">What is asked for contradicts itself.</exception>
    public void Check()
    {
        if (File is not null && (From ?? To) is not null)
            throw new UsageException("--from and --to choose stored outcomes: leave them out with --file");
        if (File is not null && Kind == LearnedKind.Confidence)
            throw new UsageException("--kind confidence: a labelled file has no signals of answers; confidence is learned from stored outcomes");
        if (From >= To)
            throw new UsageException("--from lies not before --to");
    }
}
