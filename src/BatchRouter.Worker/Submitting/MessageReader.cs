using System.Buffers.Text;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Jobs;

namespace BatchRouter.Worker.Submitting;

/// <summary>Reads a conversation and tools in OpenAI's chat shape.</summary>
internal static class MessageReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static List<Message> Messages(FieldReader fields, JsonElement element, string path) =>
        fields.Items(element, path, 1, Limits.Messages).Select(item => One(fields, item.Item, item.Path)).ToList();

    public static List<Tool> Tools(FieldReader fields, JsonElement element, string path) =>
        fields.Items(element, path, 0, Limits.Tools).Select(item => OneTool(fields, item.Item, item.Path)).ToList();

    private static Message One(FieldReader fields, JsonElement element, string path)
    {
        string? role = null, toolCallId = null;
        List<Part>? parts = null;
        List<ToolCall>? calls = null;
        fields.Walk(element, path, (name, value, field) =>
        {
            switch (name)
            {
                case "role": role = Role(fields, value, field); return true;
                case "content": parts = Content(fields, value, field); return true;
                case "tool_calls": calls = value.ValueKind == JsonValueKind.Null ? null : Calls(fields, value, field); return true;
                case "tool_call_id": toolCallId = value.ValueKind == JsonValueKind.Null ? null : fields.Name(value, field, Limits.GroupId); return true;
                default: return false;
            }
        });
        if (role is null)
            fields.Refuse($"{path}.role", RejectionCodes.Missing, "is required");
        if (parts is null && calls is null)
            fields.Refuse($"{path}.content", RejectionCodes.Missing, "is required");
        if (role == "tool" && toolCallId is null)
            fields.Refuse($"{path}.tool_call_id", RejectionCodes.Missing, "a tool message names the call it answers");
        if (role != "tool" && toolCallId is not null)
            fields.Refuse($"{path}.tool_call_id", RejectionCodes.OutOfRange, "only a tool message answers a call");
        if (role != "assistant" && calls is not null)
            fields.Refuse($"{path}.tool_calls", RejectionCodes.OutOfRange, "only an assistant calls tools");
        return new Message(role ?? "", parts ?? [], calls, toolCallId);
    }

    private static string Role(FieldReader fields, JsonElement element, string path)
    {
        var role = fields.Name(element, path, Limits.Name) ?? "";
        if (!Roles.Contains(role))
            fields.Refuse(path, RejectionCodes.OutOfRange, $"one of {string.Join(", ", Roles)} is wanted");
        return role;
    }

    private static List<Part>? Content(FieldReader fields, JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => [new Part.Text(fields.Text(element, path))],
        JsonValueKind.Array => fields.Items(element, path, 1, Limits.Parts).Select(item => OnePart(fields, item.Item, item.Path)).ToList(),
        _ => Wrong(fields, path),
    };

    private static List<Part>? Wrong(FieldReader fields, string path)
    {
        fields.Refuse(path, RejectionCodes.WrongType, "a string or an array of parts is wanted");
        return null;
    }

    private static Part OnePart(FieldReader fields, JsonElement element, string path)
    {
        string? type = null, text = null;
        Part? image = null;
        fields.Walk(element, path, (name, value, field) =>
        {
            switch (name)
            {
                case "type": type = fields.Name(value, field, Limits.Name); return true;
                case "text": text = fields.Text(value, field); return true;
                case "image_url": image = Image(fields, value, field); return true;
                default: return false;
            }
        });
        if (type is not ("text" or "image_url"))
            fields.Refuse($"{path}.type", type is null ? RejectionCodes.Missing : RejectionCodes.OutOfRange, "text or image_url is wanted");
        else if ((type == "text" ? text : (object?)image) is null)
            fields.Refuse($"{path}.{type}", RejectionCodes.Missing, "is required");
        return type == "image_url" && image is not null ? image : new Part.Text(text ?? "");
    }

    private static Part.Image Image(FieldReader fields, JsonElement element, string path)
    {
        string? url = null, detail = null;
        fields.Walk(element, path, (name, value, field) =>
        {
            switch (name)
            {
                case "url": url = fields.Text(value, field); return true;
                case "detail": detail = value.ValueKind == JsonValueKind.Null ? null : fields.Name(value, field, Limits.Name); return true;
                default: return false;
            }
        });
        var isUsable = url is not null && (IsImageData(url) || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"));
        if (!isUsable)
            fields.Refuse($"{path}.url", url is null ? RejectionCodes.Missing : RejectionCodes.OutOfRange, "an http or https URL or data:image/…;base64,… is wanted");
        return new Part.Image(url ?? "", detail);
    }

    private static bool IsImageData(string url)
    {
        const string Mark = ";base64,";
        var data = url.IndexOf(Mark, StringComparison.Ordinal);
        return url.StartsWith("data:image/", StringComparison.Ordinal) && data > "data:image/".Length && Base64.IsValid(url.AsSpan(data + Mark.Length));
    }

    private static bool Function(FieldReader fields, JsonElement element, string path)
    {
        if (fields.Name(element, path, Limits.Name) != "function")
            fields.Refuse(path, RejectionCodes.OutOfRange, "function is wanted");
        return true;
    }

    private static bool Flag(FieldReader fields, JsonElement element, string path)
    {
        if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            fields.Refuse(path, RejectionCodes.WrongType, "true or false is wanted");
        return true;
    }

    private static List<ToolCall> Calls(FieldReader fields, JsonElement element, string path) =>
        fields.Items(element, path, 1, Limits.Tools).Select(item => Call(fields, item.Item, item.Path)).ToList();

    private static ToolCall Call(FieldReader fields, JsonElement element, string path)
    {
        string? id = null, function = null, arguments = null;
        fields.Walk(element, path, (name, value, field) =>
        {
            switch (name)
            {
                case "id": id = fields.Name(value, field, Limits.GroupId); return true;
                case "type": return Function(fields, value, field);
                case "function":
                    fields.Walk(value, field, (inner, part, at) =>
                    {
                        switch (inner)
                        {
                            case "name": function = fields.Name(part, at, Limits.Name); return true;
                            case "arguments": arguments = fields.Text(part, at); return true;
                            default: return false;
                        }
                    });
                    return true;
                default: return false;
            }
        });
        if (id is null || function is null || !IsObject(arguments))
            fields.Refuse(path, RejectionCodes.Missing, "id, function.name and function.arguments (a JSON object as a string) are required");
        return new ToolCall(id ?? "", function ?? "", arguments ?? "{}");
    }

    private static Tool OneTool(FieldReader fields, JsonElement element, string path)
    {
        string? function = null, description = null;
        var parameters = """{"type":"object","properties":{}}""";
        fields.Walk(element, path, (name, value, field) =>
        {
            if (name == "type")
                return Function(fields, value, field);
            if (name != "function")
                return false;
            fields.Walk(value, field, (inner, part, at) =>
            {
                switch (inner)
                {
                    case "name": function = fields.Name(part, at, Limits.Name); return true;
                    case "description": description = fields.Text(part, at); return true;
                    case "parameters": parameters = fields.Is(part, JsonValueKind.Object, at, "a JSON schema") ? part.GetRawText() : parameters; return true;
                    case "strict": return Flag(fields, part, at);
                    default: return false;
                }
            });
            return true;
        });
        if (function is null)
            fields.Refuse($"{path}.function.name", RejectionCodes.Missing, "is required");
        return new Tool(function ?? "", description, parameters);
    }

    private static bool IsObject(string? json)
    {
        if (json is null)
            return false;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            // ArgumentException: a lone surrogate that is not escaped, which no JSON holds.
            return false;
        }
    }
}
