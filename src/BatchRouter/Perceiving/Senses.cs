using BatchRouter.Budgeting;
using BatchRouter.Forecasting;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Observing;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Perceiving;

/// <summary>What a worker knows beside a job's own story: its prompt as it was read, how models do now, what answers cost, how full budgets are.</summary>
/// <param name="perceiver">Reads prompts.</param>
/// <param name="models">How models do.</param>
/// <param name="costs">What answers cost.</param>
/// <param name="pressure">How full budgets are.</param>
/// <param name="learned">What was learned; null, nothing.</param>
/// <param name="completions">How long shipments take; null, nothing was seen.</param>
/// <param name="lanes">What the way back from lanes is reckoned with; null, the defaults.</param>
public sealed class Senses(
    Perceiver perceiver, ObservedModels models, ObservedCosts costs, BudgetPressure pressure, LearnedBook? learned = null, CompletionForecast? completions = null,
    LaneOptions? lanes = null)
{
    private readonly LearnedBook _learned = learned ?? new();
    private readonly CompletionForecast _completions = completions ?? new();
    private readonly LaneOptions _lanes = lanes ?? new();

    public ObservedModels Models => models;

    public ObservedCosts Costs => costs;

    public ValueTask<Perception> PerceiveAsync(BatchJob job, RoutingPolicy policy, CancellationToken stop) =>
        perceiver.PerceiveAsync(job, policy, stop);

    /// <summary>A request with what is known now.</summary>
    /// <param name="request">What the job's own story says.</param>
    /// <param name="team">Of its project.</param>
    /// <param name="router">Who decides: its catalogue says who sells which lanes; null, lanes are not looked at.</param>
    public RoutingRequest Look(RoutingRequest request, string? team, Router? router = null)
    {
        var seen = request with
        {
            Observed = models.At(request.Now),
            UsualCosts = costs.Of(request.Job.Task),
            BudgetUsed = pressure.IsKnown ? pressure.UsedOf(Payer.Of(request.Job, team)) : null,
            IsDrifting = _learned.IsDrifting(request.Job.Task),
        };
        return router is { Offers.AnySellsLanes: true }
            ? seen with { Lanes = LaneOutlooks.Of(seen, router, _completions.Current, model => models.FlexTaken(model, request.Now), _lanes) }
            : seen;
    }

    /// <summary>How a job's answers are judged: as the task is configured, with what was learned of its answers.</summary>
    public TaskScoring ScoringOf(BatchJob job, TaskPolicy task) => task.UsesLearned ? _learned.ScoringOf(job.Task, task.Scoring) : task.Scoring;
}
