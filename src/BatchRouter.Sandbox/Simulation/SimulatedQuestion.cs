using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>What was asked, as the oracle needs it: exactly the messages, form and output limit that were sent.</summary>
public sealed record SimulatedQuestion
{
    /// <summary>Role and text, in order.</summary>
    public required IReadOnlyList<(string Role, string Text)> Messages { get; init; }

    public int? MaxOutputTokens { get; init; }

    public bool WantsJsonObject { get; init; }

    public string? JsonSchema { get; init; }

    /// <summary>One user message.</summary>
    public static SimulatedQuestion Of(string prompt, int? maxOutputTokens = null, string? jsonSchema = null) =>
        new() { Messages = [("user", prompt)], MaxOutputTokens = maxOutputTokens, JsonSchema = jsonSchema };

    internal ChatRequest ToRequest() => new(
        [.. Messages.Select(message => new ChatMessage(message.Role, message.Text))],
        WantsJsonObject || JsonSchema is not null,
        JsonSchema is { } schema ? JsonElement.Parse(schema) : null)
    {
        MaxOutputTokens = MaxOutputTokens,
    };
}
