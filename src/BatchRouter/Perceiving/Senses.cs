using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Routing;

namespace BatchRouter.Perceiving;

/// <summary>What a worker knows beside a job's own story: its prompt as it was read, how models do now, what answers cost, how full budgets are.</summary>
public sealed class Senses(Perceiver perceiver, ObservedModels models, ObservedCosts costs, BudgetPressure pressure)
{
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
    };
}
