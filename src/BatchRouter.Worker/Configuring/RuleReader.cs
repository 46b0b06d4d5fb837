using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks rules, and the conditions of experiments, which are a rule's.</summary>
internal sealed class RuleReader(PolicyChecks checks)
{
    public RoutingRule Read(string path, PolicyFile.RuleEntry entry)
    {
        checks.Share($"{path}.quality", entry.Quality);
        checks.Want(entry.Models.Count > 0 || entry.Quality is not null, path, "a rule sets models or quality");
        var rule = When($"{path}.when", entry.Name, entry.When);
        Models($"{path}.models", entry.When.Task, entry.Models);
        return rule with { Models = entry.Models, Quality = entry.Quality };
    }

    /// <summary>Models that are known, and that the task of a condition allows, where it names one.</summary>
    public void Models(string path, string? task, IReadOnlyList<string> models)
    {
        if (task is null)
            checks.Models(path, models);
        else
            checks.ModelsOf(path, task, models);
    }

    public RoutingRule When(string path, string name, PolicyFile.WhenEntry when)
    {
        if (when.Project is { } project)
            checks.Project($"{path}.project", project);
        if (when.Task is { } task)
            checks.Want(checks.Written.Tasks.ContainsKey(task), $"{path}.task", $"task '{task}' is not declared: {NearestName.Hint(task, checks.Written.Tasks.Keys)}");
        checks.Want(when.PromptTokensFrom is null or >= 0, $"{path}.promptTokensFrom", "0 or more is wanted");
        checks.Want(when.PromptTokensBelow is not { } below || below > (when.PromptTokensFrom ?? 0), $"{path}.promptTokensBelow", "more than promptTokensFrom is wanted");
        checks.Want(
            when.Language is null or [>= 'a' and <= 'z', >= 'a' and <= 'z'], $"{path}.language", $"'{when.Language}' is no language: two lower-case letters of ISO 639-1 are wanted, such as de");
        checks.Share($"{path}.complexityFrom", when.ComplexityFrom);
        checks.Want(when.ComplexityBelow is not { } easy || (easy <= 1 && easy > (when.ComplexityFrom ?? 0)), $"{path}.complexityBelow", "more than complexityFrom, up to 1 is wanted");
        return new RoutingRule
        {
            Name = name,
            Project = when.Project,
            Task = when.Task,
            Tier = when.Tier,
            DataClass = when.DataClass,
            Region = when.Region,
            Language = when.Language,
            Labels = when.Labels ?? new Dictionary<string, string>(),
            PromptTokensFrom = when.PromptTokensFrom,
            PromptTokensBelow = when.PromptTokensBelow,
            ComplexityFrom = when.ComplexityFrom,
            ComplexityBelow = when.ComplexityBelow,
        };
    }
}
