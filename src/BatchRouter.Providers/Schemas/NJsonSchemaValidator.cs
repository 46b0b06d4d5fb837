using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchRouter.Scoring;
using NJsonSchema;
using NJsonSchema.Validation;

namespace BatchRouter.Providers.Schemas;

/// <summary>Validates with NJsonSchema behind our own reading of both texts: it is lenient with JSON and would fetch references.</summary>
public sealed class NJsonSchemaValidator : ISchemaValidator
{
    private const int MaxJsonChars = 4 * 1024 * 1024;
    private const int MaxDepth = 64;

    private readonly SchemaCache _schemas = new(ParsedSchema.Parse);

    public SchemaVerdict Check(string jsonSchema) => _schemas.Get(jsonSchema).Verdict;

    public SchemaVerdict Validate(string jsonSchema, string json)
    {
        var parsed = _schemas.Get(jsonSchema);
        if (parsed.Schema is not { } schema)
            return parsed.Verdict;
        if (json.Length > MaxJsonChars)
            return new SchemaVerdict(SchemaVerdictKind.TooLarge, $"the text is longer than {MaxJsonChars} characters");
        var bytes = Encoding.UTF8.GetBytes(json);
        if (JsonError(bytes) is { } error)
            return new SchemaVerdict(SchemaVerdictKind.NotJson, error);
        try
        {
            var first = schema.Validate(Encoding.UTF8.GetString(bytes)).FirstOrDefault();
            return first is null ? SchemaVerdict.Valid : Mismatch(first);
        }
        catch (RegexMatchTimeoutException)
        {
            return new SchemaVerdict(SchemaVerdictKind.TooLarge, "a pattern of the schema took too long");
        }
        // An integer beyond 64 bits throws InvalidCastException inside the library, and others may follow: strict JSON that it cannot
        // hold is a limit of the validator, not a fault of the answer, and must not stop a worker.
#pragma warning disable CA1031
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            return new SchemaVerdict(SchemaVerdictKind.TooLarge, $"the text holds values the validator cannot read: {wrong.GetType().Name}");
        }
    }

    // Path and kind only: a validator's full message quotes the answer.
    private static SchemaVerdict Mismatch(ValidationError error) =>
        new(SchemaVerdictKind.Mismatch, $"{(string.IsNullOrEmpty(error.Path) ? "#" : error.Path)}: {error.Kind}");

    private static string? JsonError(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException wrong)
        {
            return $"not JSON at line {wrong.LineNumber + 1}";
        }
    }
}
