using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Benching;

/// <summary>Medians over the rounds. The ratio is the median of each round's own ratio.</summary>
internal sealed record BenchResult
{
    public required int Jobs { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Plain RabbitMQ consumer, two COPYs per group of up to 500 in one commit, acknowledged after the commit.</summary>
    public required double FloorJobsPerSecond { get; init; }

    /// <summary>BatchRouter with everything on.</summary>
    public required double JobsPerSecond { get; init; }

    public required double Ratio { get; init; }

    public required IReadOnlyList<double> FloorByRound { get; init; }

    public required IReadOnlyList<double> ByRound { get; init; }

    public required double PublishedPerSecond { get; init; }

    /// <summary>From the publish of an urgent job to its started attempt, while the bulk queue is full.</summary>
    public required double UrgentStartMs { get; init; }

    public required double RowsWrittenPerJob { get; init; }

    public required double JobsPerCommit { get; init; }

    /// <summary>Processor time of this process per job, in microseconds.</summary>
    public required double ProcessorMicrosecondsPerJob { get; init; }

    /// <summary>Throughput under three levels of budgets against that without, the median of each round's own; null, not measured.</summary>
    public double? BudgetsRatio { get; init; }

    public BudgetsFigures? Budgets { get; init; }

    public required string Servers { get; init; }
}

/// <summary>What was measured under budgets.</summary>
/// <param name="JobsPerSecond">Median.</param>
/// <param name="ByRound">Jobs per second of each round.</param>
/// <param name="JobsPerCommit">Median.</param>
/// <param name="ExtraProcessorMicroseconds">Per job in this process, more than without.</param>
internal sealed record BudgetsFigures(double JobsPerSecond, IReadOnlyList<double> ByRound, double JobsPerCommit, double ExtraProcessorMicroseconds);

/// <summary>A benchmark's result for people.</summary>
internal static class BenchReport
{
    public static Action<Screen> For(BenchResult result) => screen => screen.Table(
        $"{result.Jobs} jobs, {result.Rounds} rounds, medians",
        ["what", "value"],
        [
            ["floor, plain clients", $"{Show(result.FloorJobsPerSecond)} jobs/s"],
            ["BatchRouter", $"{Show(result.JobsPerSecond)} jobs/s"],
            ["ratio", result.Ratio.ToString("0.000", CultureInfo.InvariantCulture)],
            ["published", $"{Show(result.PublishedPerSecond)} jobs/s"],
            ["an urgent job starts after", $"{Show(result.UrgentStartMs)} ms"],
            ["rows written per job", result.RowsWrittenPerJob.ToString("0.0", CultureInfo.InvariantCulture)],
            ["jobs per commit", Show(result.JobsPerCommit)],
            ["processor time per job, this process", $"{Show(result.ProcessorMicrosecondsPerJob)} us"],
            .. result is { Budgets: { } budgets, BudgetsRatio: { } ratio }
                ? (IReadOnlyList<string>[])[["under budgets", $"{Show(budgets.JobsPerSecond)} jobs/s"], ["budgets ratio", ratio.ToString("0.000", CultureInfo.InvariantCulture)]]
                : [],
            ["servers", result.Servers],
        ]);

    private static string Show(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
