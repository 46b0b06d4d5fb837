using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>
/// Reads and checks the body of a message request. The system prompt is the first message, so that a question asked here and as a chat completion
/// is the same question.
/// </summary>
internal sealed class MessageReader
{
    private readonly JsonElement _body;
    private readonly List<ChatMessage> _messages = [];

    private MessageReader(JsonElement body) => _body = body;

    private ApiError? Error { get; set; }

    public static (SimulatedModel? Model, ChatRequest? Request, ApiError? Error) Read(
        JsonElement body, IReadOnlyDictionary<string, SimulatedModel> fleet)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return (null, null, ApiError.BadRequest("The body must be a JSON object."));
        if (!body.TryGetProperty("model", out var name) || name.ValueKind != JsonValueKind.String)
            return (null, null, ApiError.BadRequest("model: Field required"));
        if (!fleet.TryGetValue(JsonText.Of(name), out var model))
            return (null, null, ApiError.NotFound($"model: {JsonText.Of(name)}"));
        var reader = new MessageReader(body);
        var request = reader.ReadFor(model);
        return (model, reader.Error is null ? request : null, reader.Error);
    }

    private ChatRequest? ReadFor(SimulatedModel model)
    {
        if (Has("system", out var system))
            ReadMessage("system", system, "system");
        ReadMessages();
        if (Has("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            Fail("stream: the simulated provider does not stream");
        if (Has("temperature", out var heat) && (heat.ValueKind != JsonValueKind.Number || heat.GetDouble() is < 0 or > 1))
            Fail("temperature: Input should be from 0 to 1");
        var maxTokens = ReadMaxTokens(model);
        var schema = ReadFormat(model);
        var (tool, arguments) = ReadTool(model);
        return Error is not null
            ? null
            : new(_messages, schema is not null || tool is not null, (arguments ?? schema)?.Clone(), tool) { MaxOutputTokens = maxTokens };
    }

    private int ReadMaxTokens(SimulatedModel model)
    {
        if (!Has("max_tokens", out var given))
            Fail("max_tokens: Field required");
        else if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) && number >= 1 && number <= model.MaxOutputTokens)
            return number;
        else
            Fail($"max_tokens: Input should be a whole number from 1 to {model.MaxOutputTokens}");
        return 1;
    }

    private void ReadMessages()
    {
        if (!Has("messages", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Fail("messages: at least one message is required");
            return;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var path = $"messages.{index++}";
            var role = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("role", out var given) ? given.ToString() : "";
            if (role is not ("user" or "assistant"))
                Fail($"{path}.role: Input should be 'user' or 'assistant'");
            else if (!item.TryGetProperty("content", out var content))
                Fail($"{path}.content: Field required");
            else
                ReadMessage(role, content, path);
        }
    }

    private void ReadMessage(string role, JsonElement content, string path)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            _messages.Add(new(role, JsonText.Of(content)));
            return;
        }

        var texts = new List<string>();
        var (images, key) = (0, 0UL);
        foreach (var block in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : default)
        {
            var type = block.ValueKind == JsonValueKind.Object && block.TryGetProperty("type", out var named) ? named.ToString() : "";
            if (type == "text" && block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
                texts.Add(JsonText.Of(text));
            else if (type is "image" or "document")
                (images, key) = (images + 1, Chance.Hash(block.GetRawText(), key));
            else if (type is "tool_use" or "tool_result")
                texts.Add(block.GetRawText());
            else
                Fail($"{path}.content: '{type}' is no block that the simulated provider knows");
        }

        if (texts.Count + images == 0)
            Fail($"{path}.content: Input should be a text or a list of blocks");
        _messages.Add(new(role, string.Join('\n', texts), images, key));
    }

    private JsonElement? ReadFormat(SimulatedModel model)
    {
        var isGiven = Has("output_config", out var config) && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("format", out var format)
            ? format.ValueKind == JsonValueKind.Object
            : Has("output_format", out format) && format.ValueKind == JsonValueKind.Object;
        if (!isGiven)
            return null;
        if (!model.OffersJsonSchema)
            Fail("output_config.format: this model does not support it");
        else if (format.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object)
            return schema;
        else
            Fail("output_config.format.schema: Field required");
        return null;
    }

    // Only a forced tool is called; left free, the simulated models answer with text.
    private (string? Tool, JsonElement? Arguments) ReadTool(SimulatedModel model)
    {
        if (!Has("tools", out var tools) || tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
            return (null, null);
        if (!model.OffersTools)
            Fail("tools: this model does not support them");
        var choice = Has("tool_choice", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var kind = choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("type", out var type) ? type.ToString() : "auto";
        if (kind is "auto" or "none")
            return (null, null);
        var wanted = kind == "tool" && choice.TryGetProperty("name", out var name) ? name.ToString() : null;
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("name", out var own) && (wanted is null || wanted == own.ToString()))
                return (own.ToString(), tool.TryGetProperty("input_schema", out var schema) ? schema : JsonElement.Parse("{\"type\":\"object\"}"));
        }

        Fail("tool_choice: names no tool of the request");
        return (null, null);
    }

    private void Fail(string message) => Error ??= ApiError.BadRequest(message);

    private bool Has(string name, out JsonElement value) => _body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
