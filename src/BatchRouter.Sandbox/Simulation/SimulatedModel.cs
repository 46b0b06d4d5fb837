using BatchRouter.Catalog;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>One model of the simulated provider: what it can, how good, how fast and how dear it is.</summary>
public sealed record SimulatedModel
{
    public required string Name { get; init; }

    public required SimulatedPrices Prices { get; init; }

    /// <summary>Default: half of <see cref="Prices"/>.</summary>
    public SimulatedPrices BatchPrices { get => field ?? Prices.Half(); init; }

    /// <summary>Default: half of <see cref="Prices"/>.</summary>
    public SimulatedPrices FlexPrices { get => field ?? Prices.Half(); init; }

    public required SimulatedQuality Quality { get; init; }

    public required SimulatedLatency Latency { get; init; }

    /// <summary>Its tokens for one token of o200k; every count is rounded up. Default 1: it counts as o200k does.</summary>
    public decimal TokenInflation { get; init; } = 1m;

    /// <summary>Input and output together never pass this; default 128,000 tokens.</summary>
    public int ContextWindowTokens { get; init; } = 128_000;

    /// <summary>Also the limit of a request that names none; default 16,384 tokens.</summary>
    public int MaxOutputTokens { get; init; } = 16_384;

    /// <summary>Hidden tokens per answer, charged at their own price and counted against the output limit; default 0.</summary>
    public int ReasoningTokens { get; init; }

    /// <summary>Share of the input that is reported and charged as cached, 0..1; default 0.</summary>
    public decimal CachedShare { get; init; }

    /// <summary>Share of the input that is reported and charged as written to the cache, 0 to 1 - <see cref="CachedShare"/>; default 0.</summary>
    public decimal CacheWriteShare { get; init; }

    /// <summary>Requests at one time before it answers 429; default no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Told in the rate-limit headers where there are no <see cref="RateLimits"/>, and not enforced; default 100,000.</summary>
    public int RequestsPerMinute { get; init; } = 100_000;

    /// <summary>Enforced and told; default none.</summary>
    public SimulatedRateLimits? RateLimits { get; init; }

    /// <summary>Input tokens that open batches may hold at one time; a batch beyond it fails at validation. Default no limit.</summary>
    public long? EnqueuedTokens { get; init; }

    public bool OffersFlex { get; init; } = true;

    public bool OffersLogprobs { get; init; } = true;

    public bool OffersJsonSchema { get; init; } = true;

    public bool OffersTools { get; init; } = true;

    internal ulong NameHash => Chance.Hash(Name);

    internal SimulatedPrices PricesOf(Lane lane) => lane switch
    {
        Lane.Batch => BatchPrices,
        Lane.Flex => FlexPrices,
        _ => Prices,
    };

    internal long Count(int plainTokens) => (long)Math.Ceiling(plainTokens * TokenInflation);
}
