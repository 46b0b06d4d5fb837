using BatchRouter.Catalog;
using BatchRouter.Experimenting;

namespace BatchRouter.Routing;

/// <summary>The decision: eligibility, prediction, planning. Pure: the same request gives the same decision.</summary>
public sealed class Router(ModelCatalog catalog, RoutingPolicy policy)
{
    public ModelCatalog Catalog => catalog;

    public RoutingPolicy Policy => policy;

    public Decision Decide(RoutingRequest request)
    {
        var task = policy.TaskFor(request.Job.Task);
        var rule = policy.Rules.FirstOrDefault(rule => rule.Holds(request.Job, request.Size.Tokens));
        var quality = request.Job.Quality ?? rule?.Quality ?? task.Quality;
        var candidates = Candidates(request, task, rule);
        var eligible = candidates.Where(candidate => candidate.IsEligible).ToList();
        var (plan, reason) = eligible.Count == 0
            ? (Plan.None, ReasonCodes.NobodyEligible)
            : Serve(request, eligible) ?? FollowOrChoose(request, eligible, quality, task);
        return new Decision
        {
            Request = request,
            CatalogVersion = catalog.Version,
            PolicyVersion = policy.Version,
            Rule = rule?.Name,
            Quality = quality,
            Candidates = candidates,
            Plan = plan,
            Reason = reason,
            Assignments = Assignment.Of(policy.Experiments, request.Job, request.Size.Tokens),
            Choice = plan.Steps.Count > 0 ? new Choice.Buy(plan.Steps[0]) : Nobody.Choose(request, candidates),
        };
    }

    private List<Candidate> Candidates(RoutingRequest request, TaskPolicy task, RoutingRule? rule)
    {
        var candidates = new List<Candidate>(catalog.Models.Count);
        foreach (var model in catalog.Models)
        {
            var price = model.PriceAt(Lane.Sync, request.Now);
            var candidate = Prediction.Predict(request, task, new Offer(model, Lane.Sync, price ?? Price.None(Lane.Sync)));
            var refusal = price is null ? ReasonCodes.NoPrice : Eligibility.Refusal(request, task, rule, candidate);
            candidates.Add(candidate with { Refusal = refusal });
        }

        return candidates;
    }

    // A stored answer costs nothing, and is served only where its model might be asked now.
    private static (Plan Plan, string Reason)? Serve(RoutingRequest request, IReadOnlyList<Candidate> eligible)
    {
        if (eligible.FirstOrDefault(candidate => candidate.Offer.Model.Name == request.Cached?.Model) is not { } candidate)
            return null;
        var free = candidate with { CostNanoUsd = 0, HoldNanoUsd = 0, SoftHoldNanoUsd = 0, TimeP99 = TimeSpan.Zero };
        return (new Plan([free], free.Quality, 0, TimeSpan.Zero), ReasonCodes.AnswerCached);
    }

    private (Plan Plan, string Reason) FollowOrChoose(
        RoutingRequest request, IReadOnlyList<Candidate> eligible, double quality, TaskPolicy task)
    {
        var rest = request.Remaining
            .Select(name => eligible.FirstOrDefault(candidate => candidate.Offer.Name == name))
            .OfType<Candidate>()
            .ToList();
        if (rest.Count > 0 && request.Slack > policy.LittleSlack && Planning.Cascade(rest, task.Judge) is var plan && plan.TimeP99 <= request.Slack)
            return (plan, ReasonCodes.PlanFollowed);
        return Planning.Choose(eligible, quality, request.Slack, task, policy);
    }
}
