using System.Text.Json;
using BatchRouter.Catalog;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>One message as far as the provider reads it: its text, and how many parts were not text.</summary>
internal sealed record ChatMessage(string Role, string Text, int Images = 0, ulong ImagesKey = 0);

/// <summary>A valid request for a chat completion.</summary>
internal sealed class ChatRequest
{
    public ChatRequest(IReadOnlyList<ChatMessage> messages, bool wantsJson = false, JsonElement? schema = null, string? tool = null)
    {
        Messages = messages;
        WantsJson = wantsJson;
        Schema = schema;
        ForcedTool = tool;
        Prompt = messages.LastOrDefault(message => message.Role == "user")?.Text ?? messages[^1].Text;
        ContentKey = 0xCBF2_9CE4_8422_2325;
        foreach (var message in messages)
            ContentKey = Chance.Hash(message.Text, Chance.Hash(message.Role, ContentKey) ^ message.ImagesKey);
        var form = (schema is { } given ? given.GetRawText() : wantsJson ? "json" : "") + tool;
        AnswerKey = form.Length == 0 ? ContentKey : Chance.Hash(form, ContentKey);
        Characters = messages.Sum(message => message.Text.Length);
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The last user message: what is asked.</summary>
    public string Prompt { get; }

    public int? MaxOutputTokens { get; init; }

    /// <summary>JSON is asked for, by schema or without.</summary>
    public bool WantsJson { get; }

    /// <summary>The schema of the answer, or of the forced tool's arguments.</summary>
    public JsonElement? Schema { get; }

    public string? ForcedTool { get; }

    /// <summary>Synchronous or flex; a batch's row is bought in its batch's lane whatever it asks for.</summary>
    public Lane Lane { get; init; }

    public bool WantsLogprobs { get; init; }

    /// <summary>Names the messages and nothing else: all chance about this request hangs on it.</summary>
    public ulong ContentKey { get; }

    /// <summary>Names the messages and the form of the answer.</summary>
    public ulong AnswerKey { get; }

    public int Characters { get; }

    public int OutputLimit(SimulatedModel model) => Math.Min(MaxOutputTokens ?? model.MaxOutputTokens, model.MaxOutputTokens);
}
