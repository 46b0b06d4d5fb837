using System.Text;
using System.Text.Json;
using BatchRouter.Jobs;
using BatchRouter.Providers.Wire;
using BatchRouter.Scoring;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>From a job to what <see cref="IChatClient"/> takes.</summary>
internal static class ChatRequest
{
    /// <summary>The messages, and the character that stands for lone surrogates in them; 0, none.</summary>
    public static (List<ChatMessage> Messages, char Mark) Messages(BatchJob job)
    {
        var texts = job.Messages.SelectMany(message => message.Parts).OfType<Part.Text>().Select(part => part.Value).ToList();
        var mark = texts.Exists(SurrogateMarks.HasLone) ? SurrogateMarks.Choose([.. texts, Encoding.UTF8.GetString(job.Body.Span)]) : '\0';
        return (job.Messages.Select(message => Message(message, mark)).ToList(), mark);
    }

    public static ChatOptions Options(BatchJob job, int maxOutputTokens)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = maxOutputTokens,
            Temperature = (float?)job.Temperature,
            ResponseFormat = job.Format switch
            {
                ResponseFormatKind.JsonObject => ChatResponseFormat.Json,
                ResponseFormatKind.JsonSchema => ChatResponseFormat.ForJsonSchema(Json(job.JsonSchema!), "answer"),
                _ => null,
            },
        };
        if (job.Tools.Count > 0)
            options.Tools = job.Tools
                .Select(tool => (AITool)AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description ?? "", Json(tool.Parameters)))
                .ToList();
        return options;
    }

    private static ChatMessage Message(Message message, char mark)
    {
        if (message.ToolCallId is { } id)
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, Marked(message.Text, mark))]);
        var contents = message.Parts.Select(part => Content(part, mark)).ToList();
        foreach (var call in message.ToolCalls ?? [])
            contents.Add(new FunctionCallContent(call.Id, call.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments)));
        return new ChatMessage(new ChatRole(message.Role), contents);
    }

    private static AIContent Content(Part part, char mark) => part switch
    {
        Part.Text text => new TextContent(Marked(text.Value, mark)),
        Part.Image image => Image(image),
        _ => throw new InvalidOperationException("a part without content"),
    };

    private static AIContent Image(Part.Image image)
    {
        AIContent content = image.Url.StartsWith("data:", StringComparison.Ordinal) ? new DataContent(image.Url) : new UriContent(image.Url, "image/*");
        if (image.Detail is { } detail)
            content.AdditionalProperties = new AdditionalPropertiesDictionary { ["detail"] = detail };
        return content;
    }

    private static string Marked(string text, char mark) => mark == 0 ? text : SurrogateMarks.Mark(text, mark);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
