using BatchRouter.Jobs;

namespace BatchRouter.Routing;

/// <summary>A rule of the policy: when every condition that is set holds, it narrows the models or sets the quality. The first that holds is taken.</summary>
public sealed record RoutingRule
{
    /// <summary>Its name in decisions.</summary>
    public required string Name { get; init; }

    public string? Project { get; init; }

    public string? Task { get; init; }

    public string? Tier { get; init; }

    /// <summary>Labels that must all be there with these values.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Prompt tokens from here.</summary>
    public int? PromptTokensFrom { get; init; }

    /// <summary>Prompt tokens below here.</summary>
    public int? PromptTokensBelow { get; init; }

    /// <summary>Only these models; empty, all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The quality to reach instead of the task's; a job's own quality stays above it.</summary>
    public double? Quality { get; init; }

    public bool Holds(BatchJob job, int promptTokens) =>
        (Project is null || Project == job.Key.Project)
        && (Task is null || Task == job.Task)
        && (Tier is null || Tier == job.Tier)
        && (PromptTokensFrom is not { } from || promptTokens >= from)
        && (PromptTokensBelow is not { } below || promptTokens < below)
        && Labels.All(label => job.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
