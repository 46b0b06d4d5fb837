namespace BatchRouter.Contracts;

/// <summary>
/// One unit of LLM work, as a producer publishes it. JSON is camelCase; <see cref="Messages"/> and <see cref="Tools"/> keep
/// OpenAI's own keys. A field that breaks its limit ends as a recorded <see cref="JobRejected"/> that names it.
/// </summary>
public sealed record SubmitJob
{
    /// <summary>The producer's UUID, unique per project: publishing it again changes nothing and costs nothing.</summary>
    public required Guid JobId { get; init; }

    /// <summary>A declared project, 1 to 64 characters. Error: <c>unknown_project</c>.</summary>
    public required string Project { get; init; }

    /// <summary>Jobs submitted together share it; 1 to 128 characters.</summary>
    public string? GroupId { get; init; }

    /// <summary>What kind of work it is, e.g. <c>summarize</c>; 1 to 64 characters. An undeclared task takes the settings of <c>default</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The conversation in OpenAI's chat shape, 1 to 256 messages.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Functions the model may call, in OpenAI's shape; at most 128.</summary>
    public IReadOnlyList<System.Text.Json.JsonElement>? Tools { get; init; }

    /// <summary>The most tokens an answer may have, 1 to 1,000,000.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>Sampling temperature, 0 to 2; absent, the model's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>Shape of the answer; absent, text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Which queue the job takes; absent, bulk.</summary>
    public Urgency Urgency { get; init; } = Urgency.Bulk;

    /// <summary>When the answer must be there, absolute. Before the message's own sent time: <c>deadline_before_sent</c>.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The wanted chance that the answer is right; absent, the task's own.</summary>
    public Quality? Quality { get; init; }

    /// <summary>The most this job may cost, in USD, 0 to 1,000,000 with at most nine decimals; absent, no limit of its own.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Class of the data in the prompt, e.g. <c>internal</c>: only models cleared for it are asked; 1 to 64 characters.</summary>
    public string? DataClass { get; init; }

    /// <summary>Where the data may be processed, e.g. <c>eu</c>; 1 to 64 characters.</summary>
    public string? Region { get; init; }

    /// <summary>The user's tier, e.g. <c>premium</c>, for rules; 1 to 64 characters.</summary>
    public string? Tier { get; init; }

    /// <summary>A pin: only this model of the catalogue is asked. Error: <c>unknown_model</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Free labels for rules and reports: at most 32, keys to 64 characters, values to 256.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
