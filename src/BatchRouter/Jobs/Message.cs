namespace BatchRouter.Jobs;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">system, developer, user, assistant or tool.</param>
/// <param name="Parts">Texts and images in their order; empty beside tool calls.</param>
/// <param name="ToolCalls">An assistant's earlier tool calls.</param>
/// <param name="ToolCallId">Which call a tool message answers.</param>
public sealed record Message(
    string Role, IReadOnlyList<Part> Parts, IReadOnlyList<ToolCall>? ToolCalls = null, string? ToolCallId = null)
{
    /// <summary>All texts of the message, joined by line breaks.</summary>
    public string Text => Parts is [Part.Text only]
        ? only.Value
        : string.Join('\n', Parts.OfType<Part.Text>().Select(part => part.Value));
}

/// <summary>A piece of a message.</summary>
public abstract record Part
{
    private Part() { }

    /// <summary>A text; U+0000 and lone surrogates are valid in it.</summary>
    public sealed record Text(string Value) : Part;

    /// <summary>An image by URL or data URL.</summary>
    /// <param name="Url">Where it is.</param>
    /// <param name="Detail">low, high, auto, or none said.</param>
    public sealed record Image(string Url, string? Detail) : Part;
}

/// <summary>A function call that a model asked for. <paramref name="Arguments"/> is JSON text.</summary>
public sealed record ToolCall(string Id, string Name, string Arguments);

/// <summary>A function that a model may call. <paramref name="Parameters"/> is a JSON schema.</summary>
public sealed record Tool(string Name, string? Description, string Parameters);
