namespace BatchRouter.Scoring;

/// <summary>The edge to a JSON-schema library. Bad input is a verdict, never an exception; implementations do no network I/O.</summary>
public interface ISchemaValidator
{
    /// <summary>Does the JSON text match the schema?</summary>
    SchemaVerdict Validate(string jsonSchema, string json);

    /// <summary>Is the schema itself usable? Asked when a job is accepted, so that a paid answer never meets an unusable schema.</summary>
    SchemaVerdict Check(string jsonSchema);
}
