using BatchRouter.Scoring;

namespace BatchRouter.Jobs;

/// <summary>One unit of LLM work, validated. Never called a bare Job: Quartz and MassTransit own that word.</summary>
public sealed record BatchJob
{
    public required JobKey Key { get; init; }

    public string? GroupId { get; init; }

    public required string Task { get; init; }

    public required IReadOnlyList<Message> Messages { get; init; }

    public IReadOnlyList<Tool> Tools { get; init; } = [];

    public required int MaxOutputTokens { get; init; }

    public double? Temperature { get; init; }

    public ResponseFormatKind Format { get; init; }

    /// <summary>The JSON schema's text, with <see cref="ResponseFormatKind.JsonSchema"/>.</summary>
    public string? JsonSchema { get; init; }

    public Urgency Urgency { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The wanted chance of a right answer, 0 to 1; null, the task's own.</summary>
    public double? Quality { get; init; }

    /// <summary>The most the job may cost; null, no limit of its own.</summary>
    public long? MaxCostNanoUsd { get; init; }

    public string? DataClass { get; init; }

    public string? Region { get; init; }

    public string? Tier { get; init; }

    /// <summary>The pinned model, or null.</summary>
    public string? Pin { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is for beside somebody's own work; null, it is somebody's own.</summary>
    public Side? Side { get; init; }

    /// <summary>The message as it was accepted, UTF-8 JSON: what is stored, and what a rescuer reads again.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The last text that a user said, for rules, features and verifiers.</summary>
    public string Prompt => Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "";

    /// <summary>Whether the conversation holds tool calls or what they gave back.</summary>
    public bool HasToolTalk => Messages.Any(message => message.ToolCallId is not null || message.ToolCalls is { Count: > 0 });

    /// <summary>How many images the conversation holds.</summary>
    public int Images => Messages.Sum(message => message.Parts.Count(part => part is Part.Image));
}
