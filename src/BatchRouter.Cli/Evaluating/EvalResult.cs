using System.Text.Json.Serialization;
using BatchRouter.Learning.Measuring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What was measured; a number is null where its data set is not in the folder.</summary>
internal sealed record EvalResult
{
    // The naming rule knows no word that is a number.
    [JsonPropertyName("mmlu_1500_apgr")]
    public double? Mmlu1500Apgr { get; init; }

    public double? MmluAllApgr { get; init; }

    public double? Gsm8kCascadeApgr { get; init; }

    /// <summary>The cascade's cost over always-strong's, where 80% of the quality gap is recovered.</summary>
    public double? Gsm8kCascadeCostShare { get; init; }

    /// <summary>The cascade's cost over gpt-4o's, its rule chosen on the training rows to reach gpt-4o's accuracy.</summary>
    public double? ZeroevalCostShareAtGpt4o { get; init; }

    public required ulong Seed { get; init; }

    /// <summary><c>5-fold, out of fold</c>, or <c>train and test</c>.</summary>
    public required string Splitting { get; init; }

    public required IReadOnlyList<EvalRow> Rows { get; init; }

    /// <summary>Rows of the table that could not be measured, and why.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    public required double Seconds { get; init; }
}

/// <summary>One line of the table.</summary>
internal sealed record EvalRow
{
    public required string Set { get; init; }

    public required string Regime { get; init; }

    public required string Metric { get; init; }

    public required double Value { get; init; }

    /// <summary>95%, by bootstrap over the rows.</summary>
    public required Interval Interval { get; init; }

    public required double Wanted { get; init; }

    /// <summary>The same metric for rows sent to the strong model by chance; mean of ten orders.</summary>
    public required double Random { get; init; }

    /// <summary>The same metric when the longest prompts go to the strong model.</summary>
    public required double LengthOnly { get; init; }

    /// <summary>Labelled prompts learned from, in the mean of the fits.</summary>
    public required int Labels { get; init; }

    /// <summary>Rows scored.</summary>
    public required int Scored { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What else explains the value, by name.</summary>
    public required IReadOnlyDictionary<string, double> Details { get; init; }
}
