using BatchRouter.Cli.Presenting;
using BatchRouter.Replaying;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Replaying;

/// <summary>What a policy would have chosen over recorded jobs. Money in USD, shares and qualities from 0 to 1.</summary>
internal sealed record ReplayReport
{
    public required string Catalog { get; init; }

    public required string Policy { get; init; }

    public required long Jobs { get; init; }

    public required long Decisions { get; init; }

    /// <summary>Decisions that come out the same: choice, reason, plan and wake time.</summary>
    public required long Same { get; init; }

    public required long Changed { get; init; }

    public required long NotReproducible { get; init; }

    public required IReadOnlyList<CountedReason> NotReproducibleReasons { get; init; }

    /// <summary>Jobs whose first plan was made again: all that follows is of these.</summary>
    public required long Planned { get; init; }

    public required long JobsChanged { get; init; }

    public required ReplayCost Cost { get; init; }

    public required ReplayLateness Lateness { get; init; }

    public required ReplayQuality Quality { get; init; }

    /// <summary>Jobs for which the given policy finds nobody to ask at once.</summary>
    public required long WithoutPlan { get; init; }

    /// <summary>Jobs about whose prompts the given policy asks a small model that was not asked then: planned without its verdict.</summary>
    public required long UnknownVerdicts { get; init; }

    /// <summary>Whom jobs go to first, most frequent changes first.</summary>
    public required IReadOnlyList<ReplayPair> Pairs { get; init; }

    public required IReadOnlyList<ReplayChange> Changes { get; init; }

    public static ReplayReport Of(Router router, ReplaySum sum, long answers) => new()
    {
        Catalog = router.Catalog.Version,
        Policy = router.Policy.Version,
        Jobs = sum.Jobs,
        Decisions = sum.Decisions,
        Same = sum.Same,
        Changed = sum.Changed,
        NotReproducible = sum.NotReproducible.Values.Sum(),
        NotReproducibleReasons = sum.NotReproducible.Select(reason => new CountedReason(reason.Key, reason.Value)).OrderByDescending(reason => reason.Count).ToList(),
        Planned = sum.Planned,
        JobsChanged = sum.JobsChanged,
        Cost = new ReplayCost(
            Usd.Of(sum.NewCostNanoUsd), Usd.Of(sum.OldCostNanoUsd), Usd.Of(sum.NewCostNanoUsd - sum.OldCostNanoUsd), Usd.Of(sum.SpentNanoUsd),
            Usd.Of(sum.NewCostNanoUsd - sum.SpentNanoUsd)),
        Lateness = new ReplayLateness(Share(sum.NewTooSlow, sum), Share(sum.OldTooSlow, sum), sum.LateRecorded),
        Quality = new ReplayQuality(sum.NewQuality, sum.OldQuality, sum.QualityDifference, sum.Compared, answers, ReplayQuality.About),
        WithoutPlan = sum.NewWithoutPlan,
        UnknownVerdicts = sum.UnknownVerdicts,
        Pairs = sum.Pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.From, StringComparer.Ordinal).ThenBy(pair => pair.Key.To, StringComparer.Ordinal)
            .Select(pair => new ReplayPair(pair.Key.From, pair.Key.To, pair.Value)).ToList(),
        Changes = sum.Changes.Select(Change).ToList(),
    };

    private static double Share(long count, ReplaySum sum) => sum.Planned == 0 ? 0 : Math.Round(count / (double)sum.Planned, 6);

    private static ReplayChange Change(JobReplay job)
    {
        var (old, now) = (job.Plans!.Old, job.Plans.New);
        return new ReplayChange(job.Key.Project, job.Key.JobId, job.Task, old.PlanText, now.PlanText, now.Reason, Usd.Of(old.CostNanoUsd), Usd.Of(now.CostNanoUsd));
    }
}

/// <summary>A reason and how often it came up.</summary>
internal sealed record CountedReason(string Reason, long Count);

/// <summary>What first plans are expected to cost, and what the same jobs cost in fact, later attempts included.</summary>
internal sealed record ReplayCost(
    decimal ExpectedUsd, decimal ExpectedThenUsd, decimal DifferenceUsd, decimal SpentUsd, decimal DifferenceToSpentUsd);

/// <summary>Share of jobs whose plan has a p99 above the time to the deadline, now and then; and jobs that were late in fact.</summary>
internal sealed record ReplayLateness(double Share, double ShareThen, long LateRecorded);

/// <summary>Mean expected quality of the jobs that both plans answer.</summary>
internal sealed record ReplayQuality(
    MeanInterval? Expected, MeanInterval? ExpectedThen, MeanInterval? Difference, int Jobs, long RecordedAnswers, string MadeOf)
{
    public const string About =
        "predicted plan quality, each step moved by n/(n+20) of the difference between confidence and prediction over the n recorded answers of its model "
        + "to the task; 95% bootstrap interval over jobs";
}

/// <summary>Who was asked first, who would be, and for how many jobs; whole plans where the first is the same.</summary>
internal sealed record ReplayPair(string From, string To, long Jobs);

/// <summary>A job whose first plan changes.</summary>
internal sealed record ReplayChange(
    string Project, Guid JobId, string Task, string From, string To, string Reason, decimal CostThenUsd, decimal CostUsd);
