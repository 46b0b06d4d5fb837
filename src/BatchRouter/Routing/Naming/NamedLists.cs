namespace BatchRouter.Routing.Naming;

/// <summary>Every list of models that a policy holds.</summary>
internal static class NamedLists
{
    public static IEnumerable<IReadOnlyList<string>> Of(RoutingPolicy policy)
    {
        foreach (var rule in policy.Rules)
            yield return rule.Models;
        foreach (var arm in policy.Experiments.SelectMany(experiment => experiment.Arms))
            yield return arm.Models;
        foreach (var task in policy.Tasks.Values)
        {
            yield return task.Models;
            foreach (var route in task.Routes)
                yield return route.Models;
            foreach (var kind in task.Classify?.Classes ?? [])
                yield return kind.Models;
        }
    }
}
