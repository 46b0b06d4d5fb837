using BatchRouter.Experimenting;
using BatchRouter.Routing.Narrowing;
using BatchRouter.Routing.Planning;

namespace BatchRouter.Routing;

/// <summary>A list of strategies, ready to be followed. A new strategy is a file and a line here.</summary>
/// <param name="Narrowing">In the order of the list.</param>
/// <param name="IsLearned">Whether what was learned takes the place of the catalogue's priors.</param>
/// <param name="Asks">Whether a small model may be asked first.</param>
/// <param name="Planner">The last.</param>
/// <param name="PlannerName">Its name.</param>
internal sealed record Playbook(IReadOnlyList<INarrowing> Narrowing, bool IsLearned, bool Asks, IPlanner Planner, string PlannerName)
{
    private static readonly Dictionary<string, INarrowing> Narrowers = new()
    {
        [Strategies.Static] = new StaticAssignment(),
        [Strategies.Rules] = new FirstRule(),
        [Strategies.Semantic] = new NearestRoute(),
        [Strategies.Llm] = new VerdictClass(),
    };

    private static readonly Dictionary<string, IPlanner> Planners = new()
    {
        [Strategies.Cost] = new CostPlanner(),
        [Strategies.Latency] = new LatencyPlanner(),
        [Strategies.Fallback] = new FallbackPlanner(),
        [Strategies.Threshold] = new ThresholdPlanner(),
        [Strategies.Cascade] = new CascadePlanner(),
    };

    private static readonly Playbook Default = Of(Strategies.Default);

    /// <param name="strategies">Names in their order; without a planner the cascade plans.</param>
    public static Playbook Of(IReadOnlyList<string> strategies)
    {
        var planner = strategies.LastOrDefault(Planners.ContainsKey) ?? Strategies.Cascade;
        return new Playbook(
            [.. strategies.Where(Narrowers.ContainsKey).Select(name => Narrowers[name])],
            strategies.Contains(Strategies.Classifier),
            strategies.Contains(Strategies.Llm),
            Planners[planner],
            planner);
    }

    /// <summary>Playbooks of everyone in a policy who names strategies, by the reference of the list.</summary>
    public static IReadOnlyDictionary<object, Playbook> All(RoutingPolicy policy)
    {
        var lists = policy.Tasks.Values.Select(task => task.Strategies)
            .Concat(policy.ProjectStrategies.Values)
            .Concat(policy.Experiments.SelectMany(experiment => experiment.Arms).Select(arm => arm.Strategies));
        var playbooks = new Dictionary<object, Playbook>(ReferenceEqualityComparer.Instance);
        foreach (var list in lists.Where(list => list.Count > 0))
            playbooks.TryAdd(list, Of(list));
        return playbooks;
    }

    /// <summary>An arm's strategies, else the task's, else the project's, else the default.</summary>
    public static Playbook For(RoutingRequest request, TaskPolicy task, RoutingPolicy policy, IReadOnlyList<Assignment> assignments, IReadOnlyDictionary<object, Playbook> all)
    {
        for (var i = 0; i < assignments.Count; i++)
            if (assignments[i] is { Kind: not ExperimentKind.Shadow, Arm.Strategies: { Count: > 0 } ofArm })
                return all[ofArm];
        if (task.Strategies.Count > 0)
            return all[task.Strategies];
        return policy.ProjectStrategies.TryGetValue(request.Job.Key.Project, out var ofProject) && ofProject.Count > 0 ? all[ofProject] : Default;
    }
}
