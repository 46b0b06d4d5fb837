namespace BatchRouter.Worker.Configuring;

/// <summary>catalog.json as it is written: what can be bought, where, and at what price.</summary>
internal sealed record CatalogFile
{
    /// <summary>Stored with every decision; change it when prices or models change.</summary>
    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, ProviderEntry> Providers { get; init; }

    public required IReadOnlyList<ModelEntry> Models { get; init; }

    internal sealed record ProviderEntry
    {
        /// <summary>Which adapter: <c>openai</c>, for all that speaks as OpenAI does, or <c>anthropic</c>.</summary>
        public required string Kind { get; init; }

        /// <summary>Base URL, e.g. https://api.openai.com/v1.</summary>
        public required string Endpoint { get; init; }

        /// <summary>Name of the environment variable that holds the key.</summary>
        public required string KeyVariable { get; init; }

        /// <summary>Where the record of one request is found, with {id} for the client's request id. Default: nowhere.</summary>
        public string? UsageRecords { get; init; }

        /// <summary>What its batch API takes. Default: as OpenAI allows.</summary>
        public BatchEntry Batch { get; init; } = new();
    }

    internal sealed record BatchEntry
    {
        /// <summary>Rows of one batch. Default 50,000.</summary>
        public int RowsAtMost { get; init; } = 50_000;

        /// <summary>Bytes of one batch. Default 190,000,000.</summary>
        public long BytesAtMost { get; init; } = 190_000_000;

        /// <summary>Looks at batches, all workers together. Default 60.</summary>
        public int LooksPerMinute { get; init; } = 60;

        /// <summary>How long the end of a cancelled batch is waited for. Default 600.</summary>
        public double CancelSeconds { get; init; } = 600;

        /// <summary>How long the provider works on a batch. Default 24.</summary>
        public double ExpiresAfterHours { get; init; } = 24;
    }

    internal sealed record ModelEntry
    {
        public required string Name { get; init; }

        public required string Provider { get; init; }

        /// <summary>Default: the name.</summary>
        public string? ProviderModel { get; init; }

        public required int ContextWindow { get; init; }

        public required int MaxOutputTokens { get; init; }

        /// <summary>vision, tools, jsonSchema, logprobs.</summary>
        public IReadOnlyList<string> Capabilities { get; init; } = [];

        /// <summary>o200k: the provider counts as we do; other: holds are bounded by the request's bytes.</summary>
        public string Tokenizer { get; init; } = "other";

        /// <summary>The provider's tokens per o200k token, for expected cost. Default 1.</summary>
        public double TokenFactor { get; init; } = 1;

        public int ImageTokensAtMost { get; init; } = 2_000;

        /// <summary>What an image of low detail is expected to cost. Default 85, or imageTokensAtMost where that is less.</summary>
        public int? ImageTokensLow { get; init; }

        public required IReadOnlyList<PriceEntry> Prices { get; init; }

        /// <summary>Chance of a right answer per task, with <c>default</c>.</summary>
        public required IReadOnlyDictionary<string, double> Quality { get; init; }

        public required LatencyEntry Latency { get; init; }

        public LimitsEntry Limits { get; init; } = new();

        public IReadOnlyList<string> Regions { get; init; } = [];

        public IReadOnlyList<string> DataClasses { get; init; } = [];

        /// <summary>The family whose deployments share its work. Default: it is none of several.</summary>
        public string? DeploymentOf { get; init; }

        /// <summary>Its share of the family's work, over the sum of all. Default 1.</summary>
        public double Weight { get; init; } = 1;

        /// <summary>Who is meant wherever this model is named. Default: itself.</summary>
        public string? ReplacedBy { get; init; }

        /// <summary>A small call every so often. Default: none.</summary>
        public KeepWarmEntry? KeepWarm { get; init; }
    }

    internal sealed record KeepWarmEntry
    {
        public required double EverySeconds { get; init; }

        /// <summary>Who pays.</summary>
        public required string Project { get; init; }
    }

    internal sealed record PriceEntry
    {
        /// <summary>sync, flex or batch.</summary>
        public required string Lane { get; init; }

        public required string Version { get; init; }

        /// <summary>From when it holds, ISO 8601 with its zone. Default: always.</summary>
        public string? From { get; init; }

        public required decimal InputUsdPerMillion { get; init; }

        /// <summary>Read from the provider's cache. Default: as input.</summary>
        public decimal? CachedInputUsdPerMillion { get; init; }

        /// <summary>Written to the provider's cache. Default: as input.</summary>
        public decimal? CacheWriteUsdPerMillion { get; init; }

        public required decimal OutputUsdPerMillion { get; init; }

        /// <summary>Default: as output.</summary>
        public decimal? ReasoningUsdPerMillion { get; init; }

        /// <summary>What a call with a long input costs instead. Default: length makes no difference.</summary>
        public LongContextEntry? LongContext { get; init; }
    }

    internal sealed record LongContextEntry
    {
        /// <summary>A longer input makes the whole call cost what stands here. Not marked as required: its absence has an error of its own.</summary>
        public long? AboveInputTokens { get; init; }

        public required decimal InputUsdPerMillion { get; init; }

        /// <summary>Default: as input; required where the price itself names one. So for the other two.</summary>
        public decimal? CachedInputUsdPerMillion { get; init; }

        public decimal? CacheWriteUsdPerMillion { get; init; }

        public required decimal OutputUsdPerMillion { get; init; }

        public decimal? ReasoningUsdPerMillion { get; init; }
    }

    internal sealed record LatencyEntry
    {
        public required double P50Ms { get; init; }

        public required double P99Ms { get; init; }
    }

    internal sealed record LimitsEntry
    {
        /// <summary>Calls under way at once, per worker. Default 512.</summary>
        public int ConcurrentCalls { get; init; } = 512;

        /// <summary>Calls started per minute, all workers together. Default none.</summary>
        public int? RequestsPerMinute { get; init; }

        /// <summary>Input and asked output tokens of calls started per minute, all workers together. Default none.</summary>
        public long? TokensPerMinute { get; init; }

        /// <summary>Of these limits, what only urgent jobs may take. Default 0.2.</summary>
        public double UrgentShare { get; init; } = 0.2;

        /// <summary>Tokens that may wait in batches at once, at the provider. Default: no limit.</summary>
        public long? EnqueuedTokens { get; init; }
    }
}
