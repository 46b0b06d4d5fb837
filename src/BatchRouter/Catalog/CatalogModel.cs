namespace BatchRouter.Catalog;

/// <summary>What a model can do beside answering text.</summary>
[Flags]
public enum Capabilities
{
    None = 0,
    Vision = 1,
    Tools = 2,
    JsonSchema = 4,
    LogProbabilities = 8,
}

/// <summary>How long a synchronous call takes, as expected before it was observed.</summary>
public readonly record struct ExpectedLatency(TimeSpan P50, TimeSpan P99);

/// <summary>An account at a provider: where it is, and which environment variable holds its key.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="Kind">Which adapter speaks to it.</param>
/// <param name="Endpoint">Its base URL.</param>
/// <param name="KeyVariable">The environment variable with its key.</param>
/// <param name="UsageRecords">Where its record of one request is found, an absolute URL with <c>{id}</c> for our attempt id; null, nowhere.</param>
public sealed record ProviderEndpoint(string Name, string Kind, Uri Endpoint, string KeyVariable, string? UsageRecords = null)
{
    /// <summary>What its batch API takes.</summary>
    public BatchTerms Batch { get; init; } = new();
}

/// <summary>A small call every so often keeps a self-hosted model loaded.</summary>
/// <param name="Every">Between two calls, 1 s to a day.</param>
/// <param name="Project">Who pays.</param>
public sealed record KeepWarm(TimeSpan Every, string Project);

/// <summary>One model that can be bought.</summary>
public sealed record CatalogModel
{
    /// <summary>Its name here, in pins, rules and reports.</summary>
    public required string Name { get; init; }

    public required ProviderEndpoint Provider { get; init; }

    /// <summary>Its name at the provider (at Azure, the deployment).</summary>
    public required string ProviderModel { get; init; }

    /// <summary>Input and output tokens together.</summary>
    public required int ContextWindow { get; init; }

    public required int MaxOutputTokens { get; init; }

    public required Capabilities Capabilities { get; init; }

    /// <summary>Whether our token counter counts as the provider does; otherwise a hold is bounded by the request's bytes.</summary>
    public required bool CountsAsWeDo { get; init; }

    /// <summary>The provider's tokens per token of ours, for expected cost.</summary>
    public double TokenFactor { get; init; } = 1;

    /// <summary>The most tokens one image can cost.</summary>
    public int ImageTokensAtMost { get; init; } = 2_000;

    /// <summary>What an image of low detail is expected to cost, in tokens; holds take the most all the same. Default 85.</summary>
    public int ImageTokensLow { get; init; } = 85;

    public required IReadOnlyList<Price> Prices { get; init; }

    /// <summary>Chance of a right answer per task; <c>default</c> for tasks not named.</summary>
    public required IReadOnlyDictionary<string, double> QualityPriors { get; init; }

    public required ExpectedLatency Latency { get; init; }

    /// <summary>Calls under way at once, per worker.</summary>
    public int ConcurrentCalls { get; init; } = 512;

    /// <summary>Calls started per minute, all workers together; null, no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Input and asked output tokens of the calls started per minute, all workers together; null, no limit.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>The share of its places and of both limits per minute that only urgent jobs may take, 0 to 0.9. Default 0.2.</summary>
    public double UrgentShare { get; init; } = 0.2;

    /// <summary>Input and output tokens that may wait in batches at once, at the provider's own count; null, no limit.</summary>
    public long? EnqueuedTokens { get; init; }

    /// <summary>Where it runs; empty, anywhere is not promised.</summary>
    public IReadOnlySet<string> Regions { get; init; } = new HashSet<string>();

    /// <summary>Data classes it is cleared for.</summary>
    public IReadOnlySet<string> DataClasses { get; init; } = new HashSet<string>();

    /// <summary>How it is kept loaded; null, it is not.</summary>
    public KeepWarm? KeepWarm { get; init; }

    /// <summary>The family whose deployments share its work; null, it is none of several.</summary>
    public string? DeploymentOf { get; init; }

    /// <summary>Its share of the family's work is its weight over the sum of all. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The model that is meant wherever this one is named, from the next decision on; null, this one.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>The chance of a right answer for a task, before anything was learned.</summary>
    public double QualityPrior(string task) =>
        QualityPriors.TryGetValue(task, out var prior) ? prior : QualityPriors["default"];

    /// <summary>The price that holds at a moment, or null where the lane is not sold then.</summary>
    public Price? PriceAt(Lane lane, DateTimeOffset at)
    {
        Price? latest = null;
        foreach (var price in Prices)
            if (price.Lane == lane && price.From <= at && (latest is null || price.From >= latest.From))
                latest = price;
        return latest;
    }
}
