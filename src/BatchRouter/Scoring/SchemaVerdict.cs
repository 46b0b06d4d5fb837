namespace BatchRouter.Scoring;

public enum SchemaVerdictKind
{
    Valid,

    /// <summary>The text is not JSON at all.</summary>
    NotJson,

    /// <summary>JSON, but not what the schema asks for.</summary>
    Mismatch,

    /// <summary>The schema is not a JSON schema that can be read.</summary>
    SchemaMalformed,

    /// <summary>The schema points outside itself (<c>$ref</c> to an address or a file): never followed.</summary>
    SchemaRemoteReference,

    /// <summary>The schema or the text is larger, deeper or slower to match, or has bigger numbers, than the validator can handle.</summary>
    TooLarge,
}

/// <param name="Kind">The verdict.</param>
/// <param name="Reason">Why, for people: the first violation's path and kind, never the answer's content; empty when valid.</param>
public sealed record SchemaVerdict(SchemaVerdictKind Kind, string Reason)
{
    public static readonly SchemaVerdict Valid = new(SchemaVerdictKind.Valid, "");

    public bool IsValid => Kind == SchemaVerdictKind.Valid;

    /// <summary>True where the answer is at fault; false where nothing can be said about it.</summary>
    public bool BlamesAnswer => Kind is SchemaVerdictKind.NotJson or SchemaVerdictKind.Mismatch;
}
