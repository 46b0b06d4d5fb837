using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks one model of catalog.json, key by key.</summary>
internal sealed class ModelReader(
    StrictJson source, string path, CatalogFile.ModelEntry entry, IReadOnlyDictionary<string, ProviderEndpoint> providers)
{
    private const decimal NanoPerUsd = 1_000_000_000m;
    private const decimal DearestUsdPerMillion = 1_000_000m;

    private static readonly Dictionary<string, Capabilities> CapabilityNames = new()
    {
        ["vision"] = Capabilities.Vision,
        ["tools"] = Capabilities.Tools,
        ["jsonSchema"] = Capabilities.JsonSchema,
        ["logprobs"] = Capabilities.LogProbabilities,
    };

    public CatalogModel Read()
    {
        Want(entry.Name.Length is > 0 and <= 64, "name", "1 to 64 characters are wanted");
        Want(providers.ContainsKey(entry.Provider), "provider", $"'{entry.Provider}' is not among the providers: {string.Join(", ", providers.Keys)}");
        Want(entry.ContextWindow is > 0 and <= 100_000_000, "contextWindow", "1 to 100,000,000 tokens are wanted");
        Want(entry.MaxOutputTokens > 0 && entry.MaxOutputTokens <= entry.ContextWindow, "maxOutputTokens", "1 to contextWindow tokens are wanted");
        Want(entry.Tokenizer is "o200k" or "other", "tokenizer", "o200k or other is wanted");
        Want(entry.TokenFactor is >= 0.1 and <= 10, "tokenFactor", "0.1 to 10 is wanted");
        Want(entry.Tokenizer == "other" || entry.TokenFactor == 1, "tokenFactor", "1 is wanted where the tokenizer is o200k: its holds rely on the count");
        Want(entry.ImageTokensAtMost is > 0 and <= 1_000_000, "imageTokensAtMost", "1 to 1,000,000 is wanted");
        Want(entry.Latency.P50Ms > 0, "latency.p50Ms", "more than 0 ms is wanted");
        Want(entry.Latency.P99Ms >= entry.Latency.P50Ms && entry.Latency.P99Ms <= 3_600_000, "latency.p99Ms", "p50Ms to an hour is wanted");
        Want(entry.Limits.ConcurrentCalls is > 0 and <= 100_000, "limits.concurrentCalls", "1 to 100,000 is wanted");
        Want(entry.Limits.RequestsPerMinute is null or (> 0 and <= 10_000_000), "limits.requestsPerMinute", "1 to 10,000,000 is wanted");
        return new CatalogModel
        {
            Name = entry.Name,
            Provider = providers[entry.Provider],
            ProviderModel = entry.ProviderModel ?? entry.Name,
            ContextWindow = entry.ContextWindow,
            MaxOutputTokens = entry.MaxOutputTokens,
            Capabilities = Abilities(),
            CountsAsWeDo = entry.Tokenizer == "o200k",
            TokenFactor = entry.TokenFactor,
            ImageTokensAtMost = entry.ImageTokensAtMost,
            Prices = Prices(),
            QualityPriors = Quality(),
            Latency = new ExpectedLatency(TimeSpan.FromMilliseconds(entry.Latency.P50Ms), TimeSpan.FromMilliseconds(entry.Latency.P99Ms)),
            ConcurrentCalls = entry.Limits.ConcurrentCalls,
            RequestsPerMinute = entry.Limits.RequestsPerMinute,
            Regions = entry.Regions.ToHashSet(),
            DataClasses = entry.DataClasses.ToHashSet(),
        };
    }

    private Capabilities Abilities()
    {
        var all = Capabilities.None;
        for (var i = 0; i < entry.Capabilities.Count; i++)
        {
            Want(CapabilityNames.TryGetValue(entry.Capabilities[i], out var one), $"capabilities[{i}]", $"'{entry.Capabilities[i]}' is unknown; known are {string.Join(", ", CapabilityNames.Keys)}");
            all |= one;
        }

        return all;
    }

    private IReadOnlyDictionary<string, double> Quality()
    {
        Want(entry.Quality.ContainsKey("default"), "quality", "'default' is missing: the chance of a right answer for tasks not named");
        foreach (var (task, prior) in entry.Quality)
            Want(prior is > 0 and < 1, $"quality.{task}", "a chance between 0 and 1 is wanted");
        return entry.Quality;
    }

    private List<Price> Prices()
    {
        Want(entry.Prices.Any(price => price.Lane == "sync"), "prices", "no price for lane sync: a model without a price is never asked");
        var prices = new List<Price>();
        for (var i = 0; i < entry.Prices.Count; i++)
        {
            var price = Price($"prices[{i}]", entry.Prices[i]);
            Want(!prices.Exists(other => other.Lane == price.Lane && other.Version == price.Version), $"prices[{i}].version", $"'{price.Version}' stands twice for its lane");
            Want(!prices.Exists(other => other.Lane == price.Lane && other.From == price.From), $"prices[{i}].from", "another price of its lane begins at the same time");
            prices.Add(price);
        }

        return prices;
    }

    private Price Price(string key, CatalogFile.PriceEntry price)
    {
        Want(price.Lane is "sync" or "flex" or "batch", $"{key}.lane", "sync, flex or batch is wanted");
        Want(price.Version.Length is > 0 and <= 64, $"{key}.version", "1 to 64 characters are wanted");
        var lane = Enum.Parse<Lane>(price.Lane, ignoreCase: true);
        return new Price(
            price.Version,
            price.From,
            lane,
            Nano($"{key}.inputUsdPerMillion", price.InputUsdPerMillion),
            Nano($"{key}.cachedInputUsdPerMillion", price.CachedInputUsdPerMillion ?? price.InputUsdPerMillion),
            Nano($"{key}.outputUsdPerMillion", price.OutputUsdPerMillion),
            Nano($"{key}.reasoningUsdPerMillion", price.ReasoningUsdPerMillion ?? price.OutputUsdPerMillion));
    }

    private long Nano(string key, decimal usdPerMillion)
    {
        Want(usdPerMillion is >= 0 and <= DearestUsdPerMillion, key, "0 to 1,000,000 USD per million tokens is wanted");
        var nano = usdPerMillion * NanoPerUsd;
        Want(nano == decimal.Truncate(nano), key, "at most nine decimals are wanted");
        return (long)nano;
    }

    private void Want(bool holds, string key, string problem)
    {
        if (!holds)
            throw source.Fault($"{path}.{key}", problem);
    }
}
