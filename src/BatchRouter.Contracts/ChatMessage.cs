using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchRouter.Contracts;

/// <summary>One message in OpenAI's chat shape: a role, and a text or parts.</summary>
public sealed record ChatMessage
{
    /// <summary><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }

    /// <summary>A string, or an array of parts (<c>text</c>, <c>image_url</c>); null beside tool calls.</summary>
    [JsonPropertyName("content")]
    public JsonElement? Content { get; init; }

    /// <summary>An assistant's earlier tool calls, in OpenAI's shape.</summary>
    [JsonPropertyName("tool_calls")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ToolCalls { get; init; }

    /// <summary>Which call a <c>tool</c> message answers.</summary>
    [JsonPropertyName("tool_call_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolCallId { get; init; }

    /// <summary>A message of one text.</summary>
    public static ChatMessage Of(string role, string text) =>
        new() { Role = role, Content = JsonSerializer.SerializeToElement(text) };

    /// <summary>A user's message.</summary>
    public static ChatMessage User(string text) => Of("user", text);

    /// <summary>A system message.</summary>
    public static ChatMessage System(string text) => Of("system", text);
}
