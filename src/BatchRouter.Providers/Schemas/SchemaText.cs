using System.Text;
using System.Text.Json;
using BatchRouter.Scoring;

namespace BatchRouter.Providers.Schemas;

/// <summary>Reads a schema's text before any library does: what could reach outside or exhaust the process is refused here.</summary>
internal static class SchemaText
{
    public const int MaxChars = 256 * 1024;
    private const int MaxDepth = 64;

    /// <summary>Null where the schema may be handed on.</summary>
    public static SchemaVerdict? Refuse(string jsonSchema)
    {
        if (jsonSchema.Length > MaxChars)
            return new SchemaVerdict(SchemaVerdictKind.TooLarge, $"the schema is longer than {MaxChars} characters");
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(jsonSchema), new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, "the schema is not a JSON object");
            return HasOutsideReference(json.RootElement)
                ? new SchemaVerdict(SchemaVerdictKind.SchemaRemoteReference, "a $ref does not begin with '#': references outside the schema are never followed")
                : null;
        }
        catch (JsonException wrong)
        {
            return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, $"the schema is not JSON: line {wrong.LineNumber + 1}");
        }
    }

    // Every object, also those under "const" and "enum": refusing too much is safe, fetching is not.
    private static bool HasOutsideReference(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(field => IsOutside(field) || HasOutsideReference(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasOutsideReference),
        _ => false,
    };

    private static bool IsOutside(JsonProperty field) =>
        (field.NameEquals("$ref") || field.NameEquals("$dynamicRef") || field.NameEquals("$recursiveRef"))
        && field.Value.ValueKind == JsonValueKind.String && !field.Value.GetRawText().StartsWith("\"#", StringComparison.Ordinal);
}
