using BatchRouter.Jobs;
using BatchRouter.Perceiving;

namespace BatchRouter.Routing;

/// <summary>A rule of the policy: when every condition that is set holds, it narrows the models or sets the quality. The first that holds is taken.</summary>
public sealed record RoutingRule
{
    /// <summary>Its name in decisions.</summary>
    public required string Name { get; init; }

    public string? Project { get; init; }

    public string? Task { get; init; }

    public string? Tier { get; init; }

    /// <summary>The data class that the job names.</summary>
    public string? DataClass { get; init; }

    /// <summary>The region that the job names.</summary>
    public string? Region { get; init; }

    /// <summary>The prompt's language, ISO 639-1, lower-case.</summary>
    public string? Language { get; init; }

    /// <summary>Labels that must all be there with these values.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Prompt tokens from here.</summary>
    public int? PromptTokensFrom { get; init; }

    /// <summary>Prompt tokens below here.</summary>
    public int? PromptTokensBelow { get; init; }

    /// <summary>The prompt's complexity from here, 0 to 1.</summary>
    public double? ComplexityFrom { get; init; }

    /// <summary>The prompt's complexity below here, 0 to 1.</summary>
    public double? ComplexityBelow { get; init; }

    /// <summary>Only these models; empty, all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The quality to reach instead of the task's; a job's own quality stays above it.</summary>
    public double? Quality { get; init; }

    /// <summary>Whether every condition holds. One on what nobody could tell of the prompt does not hold.</summary>
    public bool Holds(BatchJob job, int promptTokens, Perception perception) =>
        (Project is null || Project == job.Key.Project)
        && (Task is null || Task == job.Task)
        && (Tier is null || Tier == job.Tier)
        && (DataClass is null || DataClass == job.DataClass)
        && (Region is null || Region == job.Region)
        && (Language is null || Language == perception.Language)
        && (PromptTokensFrom is not { } from || promptTokens >= from)
        && (PromptTokensBelow is not { } below || promptTokens < below)
        && (ComplexityFrom is not { } hard || perception.Complexity >= hard)
        && (ComplexityBelow is not { } easy || perception.Complexity < easy)
        && (Labels.Count == 0 || HasLabels(job));

    private bool HasLabels(BatchJob job)
    {
        foreach (var (key, wanted) in Labels)
            if (!job.Labels.TryGetValue(key, out var value) || value != wanted)
                return false;
        return true;
    }
}
