using BatchRouter.Catalog;

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
            : FollowOrChoose(request, eligible, quality, task);
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
            Choice = plan.Steps.Count > 0 ? new Choice.Buy(plan.Steps[0]) : Nobody.Choose(request, candidates, catalog),
        };
    }

    private List<Candidate> Candidates(RoutingRequest request, TaskPolicy task, RoutingRule? rule)
    {
        var candidates = new List<Candidate>(catalog.Models.Count);
        foreach (var model in catalog.Models)
        {
            if (model.PriceAt(Lane.Sync, request.Now) is not { } price)
                continue;
            var candidate = Prediction.Predict(request, task, new Offer(model, Lane.Sync, price));
            candidates.Add(candidate with { Refusal = Eligibility.Refusal(request, task, rule, candidate) });
        }

        return candidates;
    }

    private (Plan Plan, string Reason) FollowOrChoose(
        RoutingRequest request, IReadOnlyList<Candidate> eligible, double quality, TaskPolicy task)
    {
        var rest = request.Remaining
            .Select(name => eligible.FirstOrDefault(candidate => candidate.Offer.Name == name))
            .OfType<Candidate>()
            .ToList();
        return rest.Count > 0 && request.Slack > policy.LittleSlack
            ? (Planning.Cascade(rest, task.Judge), ReasonCodes.PlanFollowed)
            : Planning.Choose(eligible, quality, request.Slack, task, policy);
    }
}
