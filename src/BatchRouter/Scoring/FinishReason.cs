namespace BatchRouter.Scoring;

/// <summary>Why the model stopped, in the provider's own words mapped to five.</summary>
public enum FinishReason
{
    Stop,

    /// <summary>The output limit cut the answer.</summary>
    Length,
    ContentFilter,
    ToolCalls,
    Other,
}
