using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Caching;

/// <summary>A stored answer that may be served again.</summary>
/// <param name="AttemptId">The purchase that bought it: the zero entry names it as its source.</param>
/// <param name="Model">Who gave it.</param>
/// <param name="Confidence">Its confidence then, 0 to 1.</param>
/// <param name="Text">What was said.</param>
/// <param name="ToolCallsJson">The tool calls, or null.</param>
public sealed record CachedAnswer(Guid AttemptId, string Model, double Confidence, string Text, string? ToolCallsJson)
{
    /// <summary>As if the model had been asked again, for nothing.</summary>
    internal CallResult.Replied Reply() =>
        new(new Answer { Text = Text, ToolCallsJson = ToolCallsJson }, new Usage(0, 0, 0, 0)) { Elapsed = TimeSpan.Zero };

    internal Score Score() => new(Confidence, [new Signal("answer_cached", 1, 0)]);
}
