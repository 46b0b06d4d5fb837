namespace BatchRouter.Scoring;

/// <summary>What shape the job asked its answer to have.</summary>
public enum ResponseFormatKind
{
    Text,
    JsonObject,
    JsonSchema,
}
