using BatchRouter.Budgeting;
using BatchRouter.Forecasting;
using BatchRouter.Jobs;
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
public sealed class Senses(Perceiver perceiver, ObservedModels models, ObservedCosts costs, BudgetPressure pressure, LearnedBook? learned = null)
{
    private readonly LearnedBook _learned = learned ?? new();

    public ObservedModels Models => models;

    public ObservedCosts Costs => costs;

    public ValueTask<Perception> PerceiveAsync(BatchJob job, RoutingPolicy policy, CancellationToken stop) =>
        perceiver.PerceiveAsync(job, policy, stop);

    /// <summary>A request with what is known now.</summary>
    public RoutingRequest Look(RoutingRequest request, string? team) => request with
    {
        Observed = models.At(request.Now),
        UsualCosts = costs.Of(request.Job.Task),
        BudgetUsed = pressure.IsKnown ? pressure.UsedOf(Payer.Of(request.Job, team)) : null,
        IsDrifting = _learned.IsDrifting(request.Job.Task),
    };

    /// <summary>How a job's answers are judged: as the task is configured, with what was learned of its answers.</summary>
    public TaskScoring ScoringOf(BatchJob job, TaskPolicy task) => task.UsesLearned ? _learned.ScoringOf(job.Task, task.Scoring) : task.Scoring;
}
