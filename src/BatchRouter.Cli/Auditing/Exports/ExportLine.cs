namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>One line of a provider's export: a bucket's totals for one model, or one request. What the export does not say is null.</summary>
internal sealed record ExportLine
{
    public Span? Time { get; init; }

    /// <summary>The provider's name for it.</summary>
    public string? Model { get; init; }

    public long? Requests { get; init; }

    /// <summary>All input tokens, cached ones included.</summary>
    public long? Input { get; init; }

    public long? CachedInput { get; init; }

    public long? CacheWrite { get; init; }

    public long? Output { get; init; }

    public decimal? Usd { get; init; }

    /// <summary>The provider's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Our attempt, where the export says which client id a request came with.</summary>
    public Guid? AttemptId { get; init; }

    public bool IsRequest => RequestId is not null || AttemptId is not null;
}

/// <summary>From a moment, included, to another, excluded.</summary>
internal readonly record struct Span(DateTime From, DateTime To);

/// <summary>A provider's export as read: its lines, and the buckets it covers, empty ones included.</summary>
internal sealed record UsageExport(string Name, IReadOnlyList<ExportLine> Lines, IReadOnlyList<Span> Buckets);
