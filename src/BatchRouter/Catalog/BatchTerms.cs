namespace BatchRouter.Catalog;

/// <summary>What a provider's batch API takes, per batch and per account.</summary>
public sealed record BatchTerms
{
    /// <summary>Rows of one batch. Default 50,000, as OpenAI allows; Anthropic takes 100,000.</summary>
    public int RowsAtMost { get; init; } = 50_000;

    /// <summary>Bytes of one batch as it is sent. Default 190 MB, below OpenAI's 200.</summary>
    public long BytesAtMost { get; init; } = 190_000_000;

    /// <summary>Looks at batches per minute, all workers together. Default 60.</summary>
    public int LooksPerMinute { get; init; } = 60;

    /// <summary>How long the end of a cancelled batch is waited for. Default 10 minutes, as OpenAI says.</summary>
    public TimeSpan CancelTakes { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the provider works on a batch before it expires. Default 24 hours.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromHours(24);
}
