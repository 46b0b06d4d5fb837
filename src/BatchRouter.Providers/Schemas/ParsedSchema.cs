using BatchRouter.Scoring;
using NJsonSchema;

namespace BatchRouter.Providers.Schemas;

/// <param name="Schema">Null where the schema cannot be used.</param>
/// <param name="Verdict">Why, or valid.</param>
internal sealed record ParsedSchema(JsonSchema? Schema, SchemaVerdict Verdict)
{
    public static ParsedSchema Parse(string jsonSchema)
    {
        if (SchemaText.Refuse(jsonSchema) is { } refusal)
            return new ParsedSchema(null, refusal);
        try
        {
            // Completes at once: nothing outside the text is read.
            var schema = JsonSchema.FromJsonAsync(jsonSchema, null, OfflineReferences.For).GetAwaiter().GetResult();
            return new ParsedSchema(schema, SchemaVerdict.Valid);
        }
        catch (OutsideReferenceException)
        {
            return new ParsedSchema(null, new SchemaVerdict(SchemaVerdictKind.SchemaRemoteReference, "a reference points outside the schema"));
        }
        // NJsonSchema documents no exceptions and lets those of its reader, its resolver and reflection pass through:
        // whatever it throws on a user's schema means that the schema cannot be used.
#pragma warning disable CA1031
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            return new ParsedSchema(null, new SchemaVerdict(SchemaVerdictKind.SchemaMalformed, $"the schema cannot be read: {wrong.GetType().Name}"));
        }
    }
}
