namespace BatchRouter.Perceiving;

/// <summary>
/// A server of embeddings for semantic routes, in OpenAI's shape. Only servers of one's own are supported, which charge nothing: no hold
/// is made and no charge is booked for these calls, so a priced endpoint would spend money that the ledger does not know.
/// </summary>
public sealed record EmbeddingSettings
{
    /// <summary>Its base URL, e.g. <c>http://embeddings:8080/v1</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>The environment variable with its key; null, it wants none.</summary>
    public string? KeyVariable { get; init; }
}
