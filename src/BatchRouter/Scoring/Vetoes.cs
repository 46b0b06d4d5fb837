namespace BatchRouter.Scoring;

/// <summary>Findings that no good sign outweighs: each caps the confidence at <see cref="ScoringWeights.VetoCap"/>.</summary>
public static class Vetoes
{
    /// <summary>No text but white space, and no tool call.</summary>
    public const string Empty = "empty";

    /// <summary>The provider's refusal field or content filter, or a short answer that begins as refusals do.</summary>
    public const string Refused = "refused";

    /// <summary>The output limit cut the answer; a repeat with more output tokens may heal it.</summary>
    public const string Truncated = "truncated";

    /// <summary>JSON was asked for and this is none (or no object).</summary>
    public const string InvalidJson = "invalid-json";

    /// <summary>JSON, but not what the job's schema asks for.</summary>
    public const string SchemaMismatch = "schema-mismatch";

    public static IReadOnlyList<string> All { get; } = [Empty, Refused, Truncated, InvalidJson, SchemaMismatch];
}
