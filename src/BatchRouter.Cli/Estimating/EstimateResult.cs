using System.Text.Json.Serialization;
using BatchRouter.Cli.Submitting;

namespace BatchRouter.Cli.Estimating;

/// <summary>What a submission would cost, and whether it would be in time. Money in USD.</summary>
internal sealed record EstimateResult
{
    /// <summary>Lines or files.</summary>
    public required long Found { get; init; }

    /// <summary>Of them: no valid jobs. <c>submit</c> publishes none of the others beside them, unless it is told to.</summary>
    public required long Invalid { get; init; }

    /// <summary>Of them: the same message again, which costs nothing.</summary>
    public required long Repeated { get; init; }

    /// <summary>Of them: those that would be bought. All sums are theirs.</summary>
    public required long Jobs { get; init; }

    /// <summary>Of them: those that a worker would refuse.</summary>
    public required long Refused { get; init; }

    public required IReadOnlyList<EstimateRefusal> Refusals { get; init; }

    /// <summary>Jobs of which a small model is asked first; they are planned as if it said nothing usable.</summary>
    public required long AskedFirst { get; init; }

    /// <summary>All done in their lanes in time, all first answers accepted.</summary>
    public required decimal LowUsd { get; init; }

    public required decimal ExpectedUsd { get; init; }

    /// <summary>All holds of all plans, ways back included.</summary>
    public required decimal MaximumUsd { get; init; }

    /// <summary>What the same plans are expected to cost with every step bought at once.</summary>
    public required decimal AllSyncUsd { get; init; }

    /// <summary>The mean chance of a job to be answered before its deadline; null, of no jobs.</summary>
    public required double? OnTimeChance { get; init; }

    /// <summary>That of the job with the least.</summary>
    public required double? LeastOnTimeChance { get; init; }

    /// <summary>How many jobs are to be expected late.</summary>
    public required double ExpectedLate { get; init; }

    /// <summary>Of the jobs in batch: the mean chance that it needs no way back; null, there are none.</summary>
    public required double? BatchInTimeChance { get; init; }

    /// <summary>By the lane of the plan's first step.</summary>
    public required IReadOnlyList<EstimatePart> Lanes { get; init; }

    /// <summary>By the model of the plan's first step, and those that stand in plans behind it.</summary>
    public required IReadOnlyList<EstimatePart> Models { get; init; }

    /// <summary>The budgets that the jobs fall under; empty without a database.</summary>
    public required IReadOnlyList<BudgetRoom> Budgets { get; init; }

    public required EstimateKnowledge Knowledge { get; init; }

    /// <summary>The first invalid ones.</summary>
    public required IReadOnlyList<InvalidEntry> Errors { get; init; }
}

/// <summary>Why jobs would be refused, and how many.</summary>
internal sealed record EstimateRefusal(string Field, string Code, long Jobs);

/// <summary>A lane's or a model's part.</summary>
/// <param name="Name">Of the lane or the model.</param>
/// <param name="Jobs">Whose plans begin there.</param>
/// <param name="Share">Of all jobs.</param>
/// <param name="JobsInPlan">Of a model: whose plans name it, first or later.</param>
/// <param name="LowUsd">Of those jobs. So are the others.</param>
/// <param name="ExpectedUsd">Their whole plans.</param>
/// <param name="MaximumUsd">Their whole plans.</param>
/// <param name="OnTimeChance">Their mean.</param>
internal sealed record EstimatePart(
    string Name, long Jobs, double Share, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? JobsInPlan, decimal LowUsd,
    decimal ExpectedUsd, decimal MaximumUsd, double? OnTimeChance);

/// <summary>What the estimate rests on.</summary>
/// <param name="CompletionTimes">Of batches: <c>learned</c> or <c>promised</c>.</param>
/// <param name="Shipments">How many were learned from.</param>
/// <param name="CallTimes"><c>learned</c> or <c>catalogue</c>.</param>
/// <param name="Calls">How many were learned from.</param>
/// <param name="LearnedTasks">Tasks whose qualities or confidences were learned; of the others the catalogue's hold.</param>
/// <param name="Catalog">Its version.</param>
/// <param name="Policy">Its version.</param>
internal sealed record EstimateKnowledge(
    string CompletionTimes, int Shipments, string CallTimes, int Calls, IReadOnlyList<string> LearnedTasks, string Catalog, string Policy)
{
    public static EstimateKnowledge Of(WorkerView view, string catalog, string policy) => new(
        view.Shipments > 0 ? "learned" : "promised", view.Shipments ?? 0, view.Calls > 0 ? "learned" : "catalogue", view.Calls ?? 0, view.LearnedTasks, catalog, policy);
}
