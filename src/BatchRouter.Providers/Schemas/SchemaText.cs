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
            return Refuse(json.RootElement);
        }
        catch (InvalidOperationException)
        {
            return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, "the schema holds an escape that is no character");
        }
        catch (JsonException wrong)
        {
            return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, $"the schema is not JSON: line {wrong.LineNumber + 1}");
        }
    }

    private static SchemaVerdict? Refuse(JsonElement root)
    {
        if (HasOutsideReference(root))
            return new SchemaVerdict(SchemaVerdictKind.SchemaRemoteReference, "a $ref does not begin with '#': references outside the schema are never followed");
        if (new SchemaLoops(root).FindFirst() is { } reference)
            return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, $"$ref {reference} leads to itself or nowhere");
        if (!SchemaTypes.AreKnown(root))
            return new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, "a type is none of JSON schema's seven");
        return SchemaPatterns.AreReadable(root) ? null : new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, "a pattern is no regular expression");
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
