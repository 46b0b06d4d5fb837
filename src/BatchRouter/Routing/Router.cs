using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Lanes;
using BatchRouter.Routing.Naming;
using BatchRouter.Routing.Narrowing;
using BatchRouter.Routing.Planning;
using BatchRouter.Routing.Predicting;
using BatchRouter.Routing.Sparing;

namespace BatchRouter.Routing;

/// <summary>The decision: eligibility, prediction, lanes, planning. Pure: the same request gives the same decision.</summary>
public sealed class Router
{
    private readonly OfferTable _table;
    private readonly IReadOnlyDictionary<object, Playbook> _playbooks;

    public Router(ModelCatalog catalog, RoutingPolicy policy)
    {
        (Catalog, Policy) = (catalog, policy);
        _table = new OfferTable(catalog);
        Names = new ModelNames(catalog, policy);
        _playbooks = Playbook.All(policy);
    }

    public ModelCatalog Catalog { get; }

    internal OfferTable Offers => _table;

    public RoutingPolicy Policy { get; }

    /// <summary>What the names of models in jobs and in the policy mean.</summary>
    public ModelNames Names { get; }

    public Decision Decide(RoutingRequest request)
    {
        var task = Policy.TaskFor(request.Job.Task);
        var assignments = Assignment.Of(Policy.Experiments, request.Job, request.Size.Tokens, request.Perception);
        var playbook = Playbook.For(request, task, Policy, assignments, _playbooks);
        var notes = new List<StrategyNote>();
        var said = Narrow(request, task, playbook, assignments, notes);
        var (quality, cheaper) = WantedQuality.Of(request, task, Policy, said);
        if (cheaper is not null)
            notes.Add(cheaper);
        var candidates = Candidates(request, task, playbook, said, notes);
        var eligible = Array.FindAll(candidates, candidate => candidate.IsEligible);
        var question = playbook.Asks ? Ask(request, task, eligible, notes) : null;
        var (plan, reason) = eligible.Length == 0 ? (Plan.None, ReasonCodes.NobodyEligible)
            : question is not null ? (Plan.None, ReasonCodes.ClassifyFirst)
            : Serve(request, eligible) ?? Choose(request, task, playbook, InLanes(request, task, playbook, candidates, eligible), quality);
        return new Decision
        {
            Request = request,
            CatalogVersion = Catalog.Version,
            PolicyVersion = Policy.Version,
            Rule = RuleOf(notes),
            Strategy = playbook.PlannerName,
            Notes = notes,
            Assignments = assignments,
            Quality = quality,
            Candidates = candidates,
            Plan = plan,
            Reason = reason,
            Choice = question ?? (plan.Steps.Count > 0 ? new Choice.Buy(plan.Steps[0]) : Nobody.Choose(request, candidates)),
        };
    }

    // Arms stand before strategies: an experiment replaces what would hold without it.
    private List<Narrowed> Narrow(RoutingRequest request, TaskPolicy task, Playbook playbook, IReadOnlyList<Assignment> assignments, List<StrategyNote> notes)
    {
        var said = new List<Narrowed>();
        for (var i = 0; i < assignments.Count; i++)
            if (Arms.Narrow(assignments[i]) is { } arm)
                said.Add(arm);
        for (var i = 0; i < playbook.Narrowing.Count; i++)
            if (playbook.Narrowing[i].Narrow(request, task, Policy) is { } word)
                said.Add(word);
        foreach (var word in said)
            notes.Add(word.Note);
        return said;
    }

    private Candidate[] Candidates(RoutingRequest request, TaskPolicy task, Playbook playbook, List<Narrowed> said, List<StrategyNote> notes)
    {
        var candidates = new Candidate[_table.Models.Length];
        var (prediction, priors) = (new Prediction(request, task), _table.PriorsOf(request.Job.Task));
        for (var place = 0; place < candidates.Length; place++)
        {
            var offer = _table.At(place, request.Now);
            var candidate = prediction.Of(place, offer ?? _table.Unpriced(place), priors[place]);
            candidate.Refuse(offer is null ? ReasonCodes.NoPrice : Eligibility.Lasting(request, task, Policy, Names, said, candidate));
            candidates[place] = candidate;
        }

        if (playbook.IsLearned)
            LearnedQuality.Apply(request, task, candidates, notes);
        if (said.Count > 0)
            Following.WhileAble(said, Names, request, candidates, notes);
        var again = request.Again is { } offerName ? Succession.PlaceOf(offerName, Names, _table) : -1;
        foreach (var candidate in candidates)
            if (candidate.IsEligible)
                candidate.Refuse(Eligibility.Passing(request, again, candidate));
        LiveHealth.Spare(request, candidates);
        if (said.Count > 0)
            Following.WhileEligible(said, Names, candidates, notes);
        Deployments.Spread(request, _table.Families, candidates);
        return candidates;
    }

    private Choice.Classify? Ask(RoutingRequest request, TaskPolicy task, Candidate[] eligible, List<StrategyNote> notes)
    {
        var (call, note) = ClassifyFirst.Choose(request, task, Policy, _table, Names, eligible);
        if (note is not null)
            notes.Add(note);
        return call;
    }

    // A stored answer costs nothing, and is served only where its model might be asked now, by whichever of its deployments.
    private (Plan Plan, string Reason)? Serve(RoutingRequest request, Candidate[] eligible)
    {
        if (request.Cached is not { } cached)
            return null;
        var family = Catalog.Find(cached.Model)?.DeploymentOf;
        if (Array.Find(eligible, IsItsOwn) is not { } candidate)
            return null;
        var free = candidate with { CostNanoUsd = 0, HoldNanoUsd = 0, SoftHoldNanoUsd = 0, TimeP99 = TimeSpan.Zero };
        return (new Plan([free], free.Quality, 0, TimeSpan.Zero), ReasonCodes.AnswerCached);

        bool IsItsOwn(Candidate asked) => asked.Offer.Model is var model && (model.Name == cached.Model || (family is not null && model.DeploymentOf == family));
    }

    // One candidate per model goes on, in its best lane; it stands among the candidates as it goes on.
    private Candidate[] InLanes(RoutingRequest request, TaskPolicy task, Playbook playbook, Candidate[] candidates, Candidate[] eligible)
    {
        if (!_table.AnySellsLanes)
            return eligible;
        var obstacle = LaneChoice.Obstacle(request, Policy) ?? (playbook.PlannerName == Strategies.Latency ? ReasonCodes.LatencyStrategy : null);
        var choice = new LaneChoice(request, task, _table, new Prediction(request, task), obstacle);
        for (var i = 0; i < eligible.Length; i++)
            if (_table.SellsLanes(eligible[i].Place))
                candidates[eligible[i].Place] = eligible[i] = choice.Best(eligible[i]);
        return eligible;
    }

    private (Plan Plan, string Reason) Choose(RoutingRequest request, TaskPolicy task, Playbook playbook, Candidate[] eligible, double quality)
    {
        if (request.Slack < Policy.LittleSlack || request.Slack <= TimeSpan.Zero)
            return (SingleOffers.Of(SingleOffers.Fastest(eligible)), request.Slack <= TimeSpan.Zero ? ReasonCodes.LateFastest : ReasonCodes.LittleSlackFastest);
        if (StrongerDefault.Holds(request) && SingleOffers.Best(eligible, request.Slack) is { } strongest)
            return (SingleOffers.Of(strongest), ReasonCodes.DriftingStronger);
        if (request.Remaining.Count > 0 && PlanFollowing.Choose(request, eligible, task, Policy, _table.Families, Remaining(request)) is { } rest)
            return (rest, ReasonCodes.PlanFollowed);
        return playbook.Planner.Choose(new PlanningInput(eligible, quality, request, task, Policy.PlanSteps, Names));
    }

    private int[] Remaining(RoutingRequest request) =>
        [.. request.Remaining.Select(offer => Succession.PlaceOf(offer, Names, _table)).Where(place => place >= 0)];

    private static string? RuleOf(List<StrategyNote> notes)
    {
        foreach (var note in notes)
            if (note.Reason == ReasonCodes.RuleHeld)
                return note.About;
        return null;
    }
}
