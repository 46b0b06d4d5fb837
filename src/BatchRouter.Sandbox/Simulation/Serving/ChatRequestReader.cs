using System.Text.Json;
using BatchRouter.Catalog;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>Reads and checks the body of a chat completion. The first fault found is the one told.</summary>
internal sealed class ChatRequestReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];
    private readonly JsonElement _body;
    private readonly List<ChatMessage> _messages = [];

    private ChatRequestReader(JsonElement body) => _body = body;

    private ApiError? Error { get; set; }

    public static (SimulatedModel? Model, ChatRequest? Request, ApiError? Error) Read(
        JsonElement body, IReadOnlyDictionary<string, SimulatedModel> fleet)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return (null, null, ApiError.BadRequest("The body must be a JSON object."));
        if (!body.TryGetProperty("model", out var name) || name.ValueKind != JsonValueKind.String)
            return (null, null, ApiError.BadRequest("You must provide a model parameter.", "model"));
        if (!fleet.TryGetValue(JsonText.Of(name), out var model))
            return (null, null, ApiError.UnknownModel(JsonText.Of(name)));
        var reader = new ChatRequestReader(body);
        var request = reader.ReadFor(model);
        return (model, reader.Error is null ? request : null, reader.Error);
    }

    private ChatRequest? ReadFor(SimulatedModel model)
    {
        ReadMessages();
        var maxTokens = Whole("max_completion_tokens", 1, model.MaxOutputTokens) ?? Whole("max_tokens", 1, model.MaxOutputTokens);
        Whole("n", 1, 1);
        Number("temperature", 0, 2);
        Number("top_p", 0, 1);
        if (Flag("stream"))
            Error ??= ApiError.BadRequest("The simulated provider does not stream.", "stream", "unsupported_value");
        var logprobs = Flag("logprobs");
        if (logprobs && !model.OffersLogprobs)
            Error ??= ApiError.BadRequest("This model does not offer logprobs.", "logprobs", "unsupported_parameter");
        var (wantsJson, schema) = ReadFormat(model);
        var (tool, arguments) = ReadTool(model);
        var lane = ReadTier(model);
        if (Error is not null)
            return null;
        return new(_messages, wantsJson, (arguments ?? schema)?.Clone(), tool) { MaxOutputTokens = maxTokens, WantsLogprobs = logprobs, Lane = lane };
    }

    private void ReadMessages()
    {
        if (!Has("messages", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Error ??= ApiError.BadRequest("'messages' must be an array with at least one message.", "messages");
            return;
        }

        foreach (var item in list.EnumerateArray())
            ReadMessage(item, $"messages[{_messages.Count}]");
    }

    private void ReadMessage(JsonElement item, string path)
    {
        var role = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("role", out var given) && given.ValueKind == JsonValueKind.String
            ? JsonText.Of(given)
            : "";
        if (!Roles.Contains(role, StringComparer.Ordinal))
            Error ??= ApiError.BadRequest($"'{role}' is not one of {string.Join(", ", Roles)}.", path + ".role", "invalid_value");
        var content = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("content", out var found) ? found : default;
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                _messages.Add(new(role, JsonText.Of(content)));
                break;
            case JsonValueKind.Array:
                _messages.Add(ReadParts(role, content, path));
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined when role == "assistant":
                _messages.Add(new(role, ""));
                break;
            default:
                Error ??= ApiError.BadRequest("'content' must be a string or an array of parts.", path + ".content", "invalid_type");
                break;
        }
    }

    private ChatMessage ReadParts(string role, JsonElement parts, string path)
    {
        var texts = new List<string>();
        var (images, key) = (0, 0UL);
        foreach (var part in parts.EnumerateArray())
        {
            var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named) ? named.ToString() : "";
            if (type is "text" or "refusal" && part.TryGetProperty(type, out var text) && text.ValueKind == JsonValueKind.String)
                texts.Add(JsonText.Of(text));
            else if (type is "image_url" or "input_audio" or "file")
                (images, key) = (images + 1, Chance.Hash(part.GetRawText(), key));
            else
                Error ??= ApiError.BadRequest($"'{type}' is no part that the simulated provider knows.", path + ".content", "invalid_value");
        }

        return new(role, string.Join('\n', texts), images, key);
    }

    private (bool WantsJson, JsonElement? Schema) ReadFormat(SimulatedModel model)
    {
        if (!Has("response_format", out var format))
            return (false, null);
        var type = format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var named) ? named.ToString() : "";
        if (type is "text" or "json_object")
            return (type == "json_object", null);
        if (type != "json_schema")
            Error ??= ApiError.BadRequest($"Invalid value: '{type}'.", "response_format.type", "invalid_value");
        else if (!model.OffersJsonSchema)
            Error ??= ApiError.BadRequest("This model does not support json_schema.", "response_format", "unsupported_parameter");
        else if (format.TryGetProperty("json_schema", out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object)
            return (true, schema);
        else
            Error ??= ApiError.BadRequest("Missing required parameter: 'response_format.json_schema.schema'.", "response_format.json_schema", "missing_required_parameter");
        return (false, null);
    }

    // Only a forced tool is called; left free, the simulated models answer with text.
    private (string? Tool, JsonElement? Arguments) ReadTool(SimulatedModel model)
    {
        if (!Has("tools", out var tools) || tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
            return (null, null);
        if (!model.OffersTools)
            Error ??= ApiError.BadRequest("This model does not support tools.", "tools", "unsupported_parameter");
        if (!Has("tool_choice", out var choice) || choice.ValueKind == JsonValueKind.String && choice.GetString() != "required")
            return (null, null);
        var wanted = choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("function", out var chosen) ? NameOf(chosen) : null;
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object || !tool.TryGetProperty("function", out var function) || NameOf(function) is not { } name)
                continue;
            if (wanted is null || wanted == name)
                return (name, function.TryGetProperty("parameters", out var parameters) ? parameters : JsonElement.Parse("{\"type\":\"object\"}"));
        }

        Error ??= ApiError.BadRequest("'tool_choice' names no tool of the request.", "tool_choice", "invalid_value");
        return (null, null);
    }

    private Lane ReadTier(SimulatedModel model)
    {
        if (!Has("service_tier", out var tier))
            return Lane.Sync;
        var name = tier.ToString();
        if (name is not ("auto" or "default" or "flex"))
            Error ??= ApiError.BadRequest($"Invalid value: '{name}'.", "service_tier", "invalid_value");
        else if (name == "flex" && !model.OffersFlex)
            Error ??= ApiError.BadRequest("This model does not offer the flex tier.", "service_tier", "unsupported_value");
        return name == "flex" ? Lane.Flex : Lane.Sync;
    }

    private static string? NameOf(JsonElement function) =>
        function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? JsonText.Of(name)
            : null;

    private bool Has(string name, out JsonElement value) =>
        _body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private int? Whole(string name, int least, int most)
    {
        if (!Has(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Error ??= ApiError.BadRequest($"'{name}' must be a whole number from {least} to {most}.", name, "invalid_value");
        return null;
    }

    private void Number(string name, double least, double most)
    {
        if (Has(name, out var value) && (value.ValueKind != JsonValueKind.Number || value.GetDouble() < least || value.GetDouble() > most))
            Error ??= ApiError.BadRequest($"'{name}' must be a number from {least} to {most}.", name, "invalid_value");
    }

    private bool Flag(string name)
    {
        if (!Has(name, out var value))
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Error ??= ApiError.BadRequest($"'{name}' must be true or false.", name, "invalid_type");
        return value.ValueKind == JsonValueKind.True;
    }
}
