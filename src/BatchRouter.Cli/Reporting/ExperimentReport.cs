using System.Text.Json.Serialization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Judging;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Reporting;

/// <summary>How every arm of every experiment does.</summary>
internal sealed record ExperimentReport(IReadOnlyList<ArmReport> Arms)
{
    /// <param name="arms">What jobs came to.</param>
    /// <param name="shadows">What shadows beside them came to.</param>
    /// <param name="policy">Says the wanted shares; null, they are not known.</param>
    public static ExperimentReport Of(IReadOnlyList<ArmRow> arms, IReadOnlyList<ShadowRow> shadows, RoutingPolicy? policy)
    {
        var inExperiment = arms.GroupBy(arm => arm.Experiment).ToDictionary(group => group.Key, group => group.Sum(arm => arm.Jobs));
        var wanted = policy?.Experiments.SelectMany(experiment => experiment.Arms.Select(arm => (Key: (experiment.Name, arm.Name), arm.Share)))
            .ToDictionary(pair => pair.Key, pair => pair.Share);
        var byArm = shadows.ToDictionary(shadow => (shadow.Experiment, shadow.Arm));
        return new ExperimentReport(arms
            .Select(arm => ArmReport.Of(arm, inExperiment[arm.Experiment], Wanted(arm), byArm.GetValueOrDefault((arm.Experiment, arm.Arm)))).ToList());

        double? Wanted(ArmRow arm) => wanted?.TryGetValue((arm.Experiment, arm.Arm), out var share) == true ? share : null;
    }
}

/// <summary>How one arm does. Shares, confidences and agreements from 0 to 1, money in USD.</summary>
internal sealed record ArmReport
{
    public required string Experiment { get; init; }

    public required string Arm { get; init; }

    public required long Jobs { get; init; }

    /// <summary>Of the jobs that are in any arm of the experiment.</summary>
    public required double ShareOfExperiment { get; init; }

    /// <summary>Of all jobs from the experiment's first to its last.</summary>
    public required double ShareOfAll { get; init; }

    /// <summary>As the configuration says; null, it says nothing of this arm.</summary>
    public required double? WantedShare { get; init; }

    public required long Accepted { get; init; }

    public required long Exhausted { get; init; }

    public required long Rejected { get; init; }

    public required long Late { get; init; }

    public required long Escalations { get; init; }

    public required double? P50Seconds { get; init; }

    public required double? P99Seconds { get; init; }

    public required Mean Confidence { get; init; }

    /// <summary>Per ended job, in USD; its shadows and audits are not in it.</summary>
    public required Mean CostUsd { get; init; }

    /// <summary>How far audits bear the given answers out.</summary>
    public required Mean Audits { get; init; }

    public required Mean Feedback { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ShadowReport? Shadow { get; init; }

    public static ArmReport Of(ArmRow arm, long inExperiment, double? wanted, ShadowRow? shadow) => new()
    {
        Experiment = arm.Experiment,
        Arm = arm.Arm,
        Jobs = arm.Jobs,
        ShareOfExperiment = Math.Round(arm.Jobs / (double)Math.Max(1, inExperiment), 6),
        ShareOfAll = Math.Round(arm.Jobs / (double)Math.Max(1, arm.AllJobs), 6),
        WantedShare = wanted,
        Accepted = arm.Accepted,
        Exhausted = arm.Exhausted,
        Rejected = arm.Rejected,
        Late = arm.Late,
        Escalations = arm.Escalations,
        P50Seconds = arm.P50Seconds,
        P99Seconds = arm.P99Seconds,
        Confidence = Mean.Of(arm.Confidences, arm.Confidence, arm.ConfidenceDeviation),
        CostUsd = Mean.Of(arm.Costs, arm.CostNanoUsd / 1e9, arm.CostDeviation / 1e9),
        Audits = Mean.Of(arm.Audits, arm.Audit, arm.AuditDeviation),
        Feedback = Mean.Of(arm.Scores, arm.Score, arm.ScoreDeviation),
        Shadow = shadow is null ? null : new ShadowReport(
            shadow.Jobs, shadow.Open, Mean.Of(shadow.Compared, shadow.Agreement, shadow.AgreementDeviation), Usd.Of(shadow.NanoUsd)),
    };
}

/// <summary>A mean with its standard error.</summary>
/// <param name="Count">Of how many.</param>
/// <param name="Value">Null of none.</param>
/// <param name="Error">Null of fewer than two.</param>
internal sealed record Mean(long Count, double? Value, double? Error)
{
    public static Mean Of(long count, double? value, double? deviation) => new(count, value, deviation / Math.Sqrt(count));
}

/// <summary>What the candidate's answers beside came to.</summary>
/// <param name="Jobs">Side jobs opened.</param>
/// <param name="Open">Of them not ended yet.</param>
/// <param name="Agreement">With the answers that users were given.</param>
/// <param name="CostUsd">Booked apart.</param>
internal sealed record ShadowReport(long Jobs, long Open, Mean Agreement, decimal CostUsd);
