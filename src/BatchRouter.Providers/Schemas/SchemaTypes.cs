using System.Text.Json;

namespace BatchRouter.Providers.Schemas;

/// <summary>A misspelt type would match everything: the library ignores what it does not know.</summary>
internal static class SchemaTypes
{
    private static readonly string[] Known = ["object", "array", "string", "number", "integer", "boolean", "null"];

    // What stands below these is data, not schema.
    private static readonly string[] Data = ["const", "enum", "default", "example", "examples"];

    public static bool AreKnown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(field => Data.Any(name => field.NameEquals(name)) || IsKnown(field)),
        JsonValueKind.Array => element.EnumerateArray().All(AreKnown),
        _ => true,
    };

    private static bool IsKnown(JsonProperty field)
    {
        if (!field.NameEquals("type") || field.Value.ValueKind == JsonValueKind.Object)
            return AreKnown(field.Value);
        return field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().All(IsTypeName) : IsTypeName(field.Value);
    }

    private static bool IsTypeName(JsonElement name) =>
        name.ValueKind == JsonValueKind.String && Known.Any(known => name.ValueEquals(known));
}
