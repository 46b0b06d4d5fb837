namespace BatchRouter.Auditing;

/// <summary>An answer as it is compared: its text, or where it has none, its tool calls.</summary>
/// <param name="Text">What was said.</param>
/// <param name="ToolCallsJson">The tool calls, or null.</param>
public sealed record ComparedAnswer(string Text, string? ToolCallsJson)
{
    internal string Content => string.IsNullOrWhiteSpace(Text) ? ToolCallsJson ?? "" : Text;
}
