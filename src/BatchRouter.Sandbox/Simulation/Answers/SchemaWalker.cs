using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>Writes a value that fits a JSON schema it has never seen: types, enums, references, unions and simple limits.</summary>
internal static class SchemaWalker
{
    // Recursive schemas are legal; below this depth only what is required is written.
    private const int DepthOfOptional = 6;
    private const int DepthLimit = 48;

    public static string Write(JsonElement schema, Chance chance)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, AnswerJson.Writer))
            Value(writer, schema, schema, ref chance, depth: 0);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Value(Utf8JsonWriter writer, JsonElement root, JsonElement schema, ref Chance chance, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > DepthLimit)
        {
            writer.WriteNullValue();
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
            Value(writer, root, Resolve(root, reference), ref chance, depth + 1);
        else if (schema.TryGetProperty("const", out var constant))
            constant.WriteTo(writer);
        else if (List(schema, "enum") is { Length: > 0 } choices)
            choices[chance.Between(0, choices.Length - 1)].WriteTo(writer);
        else if ((List(schema, "anyOf") ?? List(schema, "oneOf") ?? List(schema, "allOf")) is { Length: > 0 } options)
            Value(writer, root, depth < DepthOfOptional ? options[0] : options[^1], ref chance, depth + 1);
        else
            Typed(writer, root, schema, ref chance, depth);
    }

    private static void Typed(Utf8JsonWriter writer, JsonElement root, JsonElement schema, ref Chance chance, int depth)
    {
        switch (TypeOf(schema))
        {
            case "object":
                Object(writer, root, schema, ref chance, depth);
                break;
            case "array":
                Array(writer, root, schema, ref chance, depth);
                break;
            case "integer":
                writer.WriteNumberValue(Whole(schema, ref chance));
                break;
            case "number":
                writer.WriteNumberValue((decimal)Whole(schema, ref chance));
                break;
            case "boolean":
                writer.WriteBooleanValue(chance.Between(0, 1) == 1);
                break;
            case "null":
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(Text(schema, ref chance));
                break;
        }
    }

    private static void Object(Utf8JsonWriter writer, JsonElement root, JsonElement schema, ref Chance chance, int depth)
    {
        writer.WriteStartObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            var required = List(schema, "required")?.Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal);
            foreach (var property in properties.EnumerateObject())
            {
                if (depth > DepthOfOptional && required?.Contains(property.Name) != true)
                    continue;
                writer.WritePropertyName(property.Name);
                Value(writer, root, property.Value, ref chance, depth + 1);
            }
        }

        writer.WriteEndObject();
    }

    private static void Array(Utf8JsonWriter writer, JsonElement root, JsonElement schema, ref Chance chance, int depth)
    {
        var least = (int)(Limit(schema, "minItems") ?? 0);
        var most = (int)(Limit(schema, "maxItems") ?? Math.Max(least, 2));
        var count = depth > DepthOfOptional ? least : Math.Max(least, Math.Min(most, chance.Between(1, 2)));
        writer.WriteStartArray();
        for (var item = 0; item < count; item++)
        {
            if (schema.TryGetProperty("items", out var items))
                Value(writer, root, items, ref chance, depth + 1);
            else
                writer.WriteStringValue(Text(default, ref chance));
        }

        writer.WriteEndArray();
    }

    private static long Whole(JsonElement schema, ref Chance chance)
    {
        var least = (long)Math.Ceiling(Limit(schema, "minimum") ?? (Limit(schema, "exclusiveMinimum") + 1) ?? 1);
        var most = (long)Math.Floor(Limit(schema, "maximum") ?? (Limit(schema, "exclusiveMaximum") - 1) ?? least + 99);
        var value = least + chance.Between(0, (int)Math.Clamp(most - least, 0, 99));
        var multiple = (long)(Limit(schema, "multipleOf") ?? 1);
        return multiple > 1 ? (value + multiple - 1) / multiple * multiple : value;
    }

    private static string Text(JsonElement schema, ref Chance chance)
    {
        var format = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("format", out var named) ? named.ToString() : "";
        var number = chance.Between(100, 999).ToString(CultureInfo.InvariantCulture);
        var text = format switch
        {
            "date" => "2026-01-" + (number[0] - '0' + 10).ToString(CultureInfo.InvariantCulture),
            "date-time" => "2026-01-" + (number[0] - '0' + 10).ToString(CultureInfo.InvariantCulture) + "T12:00:00Z",
            "email" => $"sim{number}@example.com",
            "uri" => $"https://example.com/{number}",
            "uuid" => $"00000000-0000-4000-8000-000000000{number}",
            _ => "simulated " + number,
        };
        if (Limit(schema, "maxLength") is { } most && text.Length > most)
            text = text[..(int)Math.Max(most, 0)];
        return Limit(schema, "minLength") is { } least && least < 10_000 ? text.PadRight((int)least, 'x') : text;
    }

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "string";
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.ToString()).FirstOrDefault(one => one != "null", "null")
            : type.ToString();
    }

    private static JsonElement Resolve(JsonElement root, JsonElement reference)
    {
        var at = root;
        foreach (var part in reference.ToString().TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
                return default;
        }

        return at;
    }

    private static JsonElement[]? List(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : null;

    private static decimal? Limit(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var limit)
        && limit.ValueKind == JsonValueKind.Number && limit.TryGetDecimal(out var value) ? value : null;
}
