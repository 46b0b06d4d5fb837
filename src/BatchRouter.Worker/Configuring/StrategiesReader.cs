using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks lists of strategies: known names, in an order that can be followed, with the settings that they need.</summary>
internal sealed class StrategiesReader(PolicyChecks checks)
{
    private const int Predicts = 1;
    private const int Plans = 2;

    /// <summary>A task's own list.</summary>
    public void CheckTask(string task, PolicyFile.TaskEntry entry)
    {
        var path = $"$.tasks.{task}";
        Check($"{path}.strategies", entry.Strategies);
        foreach (var (strategy, key, isSet) in Settings(entry))
            checks.Want(isSet || !entry.Strategies.Contains(strategy), $"{path}.strategies", $"'{strategy}' needs '{key}'");
        foreach (var (strategy, key, isSet) in Settings(entry))
            checks.Want(!isSet || IsNamed(strategy, entry), $"{path}.{key}", $"nobody reads it: no strategies that hold for this task name '{strategy}'");
    }

    /// <summary>An experiment arm's list.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="names">The list.</param>
    /// <param name="task">The only task that it holds for; null, all.</param>
    public void CheckArm(string path, IReadOnlyList<string> names, string? task)
    {
        Check(path, names);
        foreach (var (name, entry) in checks.Written.Tasks)
            if (task is null || task == name)
                NeedPlanner(path, names, name, entry);
    }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> OfProjects()
    {
        var all = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (project, entry) in checks.Written.Projects)
        {
            var path = $"$.projects.{project}.strategies";
            Check(path, entry.Strategies);
            foreach (var (task, settings) in checks.Written.Tasks)
                if (settings.Strategies.Count == 0)
                    NeedPlanner(path, entry.Strategies, task, settings);
            if (entry.Strategies.Count > 0)
                all[project] = entry.Strategies;
        }

        return all;
    }

    private void Check(string path, IReadOnlyList<string> names)
    {
        checks.Distinct(path, names);
        for (var i = 0; i < names.Count; i++)
        {
            checks.Want(Strategies.All.Contains(names[i]), $"{path}[{i}]", $"'{names[i]}' is no strategy: {NearestName.Hint(names[i], Strategies.All)}");
            if (i == 0)
                continue;
            var (before, here) = (Station(names[i - 1]), Station(names[i]));
            checks.Want(before != Plans, $"{path}[{i}]", $"'{names[i - 1]}' plans, so it stands last; '{names[i]}' belongs before it, or away");
            checks.Want(before <= here, $"{path}[{i}]", $"'{names[i]}' narrows, so it stands before '{names[i - 1]}', which predicts");
        }
    }

    private void NeedPlanner(string path, IReadOnlyList<string> names, string task, PolicyFile.TaskEntry entry)
    {
        foreach (var (strategy, key, isSet) in Settings(entry))
            checks.Want(isSet || Station(strategy) != Plans || !names.Contains(strategy), path, $"'{strategy}' needs '{key}' in task '{task}'");
    }

    private bool IsNamed(string strategy, PolicyFile.TaskEntry entry) =>
        checks.Written.Experiments.Any(experiment => experiment.Arms.Any(arm => arm.Strategies.Contains(strategy)))
        || (entry.Strategies.Count > 0
            ? entry.Strategies.Contains(strategy)
            : checks.Written.Projects.Values.Any(project => (project.Strategies.Count > 0 ? project.Strategies : Strategies.Default).Contains(strategy)));

    private static int Station(string strategy) => Strategies.Planning.Contains(strategy) ? Plans : strategy == Strategies.Classifier ? Predicts : 0;

    // Static is named by default, so it alone may be named without its setting.
    private static IEnumerable<(string Strategy, string Key, bool IsSet)> Settings(PolicyFile.TaskEntry entry)
    {
        if (entry.StaticModel is not null)
            yield return (Strategies.Static, "staticModel", true);
        yield return (Strategies.Semantic, "routes", entry.Routes.Count > 0);
        yield return (Strategies.Llm, "classify", entry.Classify is not null);
        yield return (Strategies.Fallback, "fallbackOrder", entry.FallbackOrder.Count > 0);
        yield return (Strategies.Threshold, "gainThreshold", entry.GainThreshold is not null);
    }
}
