namespace BatchRouter.Scoring;

/// <summary>What a model said, as far as a score needs it. Text may hold any UTF-16, U+0000 and lone surrogates included.</summary>
public sealed record Answer
{
    public required string Text { get; init; }

    /// <summary>The provider's own refusal field, where it has one.</summary>
    public string? Refusal { get; init; }

    public FinishReason Finish { get; init; } = FinishReason.Stop;

    /// <summary>Mean natural logarithm of the token probabilities, at most 0; null where the provider offers none.</summary>
    public double? MeanLogProbability { get; init; }

    /// <summary>Tool calls as a JSON array in OpenAI's shape; null where there are none.</summary>
    public string? ToolCallsJson { get; init; }

    public bool HasToolCalls => ToolCallsJson is not null;
}
