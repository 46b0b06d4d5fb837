using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks one model of catalog.json, key by key.</summary>
internal sealed class ModelReader(
    StrictJson source, string path, CatalogFile.ModelEntry entry, IReadOnlyDictionary<string, ProviderEndpoint> providers)
{
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
        Want(providers.ContainsKey(entry.Provider), "provider", $"'{entry.Provider}' is not among the providers: {NearestName.Hint(entry.Provider, providers.Keys)}");
        Want(entry.ContextWindow is > 0 and <= 100_000_000, "contextWindow", "1 to 100,000,000 tokens are wanted");
        Want(entry.MaxOutputTokens > 0 && entry.MaxOutputTokens <= entry.ContextWindow, "maxOutputTokens", "1 to contextWindow tokens are wanted");
        Want(entry.Tokenizer is "o200k" or "other", "tokenizer", "o200k or other is wanted");
        Want(entry.TokenFactor is >= 0.1 and <= 10, "tokenFactor", "0.1 to 10 is wanted");
        Want(entry.Tokenizer == "other" || entry.TokenFactor == 1, "tokenFactor", "1 is wanted where the tokenizer is o200k: its holds rely on the count");
        Want(entry.ImageTokensAtMost is > 0 and <= 1_000_000, "imageTokensAtMost", "1 to 1,000,000 is wanted");
        Want(entry.ImageTokensLow is null || (entry.ImageTokensLow > 0 && entry.ImageTokensLow <= entry.ImageTokensAtMost), "imageTokensLow", "1 to imageTokensAtMost is wanted");
        Want(entry.Latency.P50Ms > 0, "latency.p50Ms", "more than 0 ms is wanted");
        Want(entry.Latency.P99Ms >= entry.Latency.P50Ms && entry.Latency.P99Ms <= 3_600_000, "latency.p99Ms", "p50Ms to an hour is wanted");
        Want(entry.Limits.ConcurrentCalls is > 0 and <= 100_000, "limits.concurrentCalls", "1 to 100,000 is wanted");
        Want(entry.Limits.RequestsPerMinute is null or (> 0 and <= 10_000_000), "limits.requestsPerMinute", "1 to 10,000,000 is wanted");
        Want(entry.Limits.TokensPerMinute is null or (> 0 and <= 1_000_000_000_000), "limits.tokensPerMinute", "1 to 1,000,000,000,000 is wanted");
        Want(entry.Limits.UrgentShare is >= 0 and <= 0.9, "limits.urgentShare", "0 to 0.9 is wanted: the rest is what bulk jobs may take");
        Want(entry.Limits.EnqueuedTokens is null or (> 0 and <= 1_000_000_000_000), "limits.enqueuedTokens", "1 to 1,000,000,000,000 is wanted");
        Want(entry.DeploymentOf is null or { Length: > 0 and <= 64 }, "deploymentOf", "1 to 64 characters are wanted");
        Want(entry.Weight is > 0 and <= 1_000, "weight", "more than 0, up to 1,000 is wanted");
        Want(entry.KeepWarm?.EverySeconds is null or (>= 1 and <= 86_400), "keepWarm.everySeconds", "1 to 86,400 is wanted");
        for (var i = 0; i < entry.Prices.Count; i++)
            Want(entry.Prices[i].Lane != "flex" || providers[entry.Provider].Kind == "openai", $"prices[{i}].lane", "flex is a service tier of providers of kind openai");
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
            Prices = new PriceReader(source, path, entry).Read(),
            QualityPriors = Quality(),
            Latency = new ExpectedLatency(TimeSpan.FromMilliseconds(entry.Latency.P50Ms), TimeSpan.FromMilliseconds(entry.Latency.P99Ms)),
            ConcurrentCalls = entry.Limits.ConcurrentCalls,
            RequestsPerMinute = entry.Limits.RequestsPerMinute,
            TokensPerMinute = entry.Limits.TokensPerMinute,
            UrgentShare = entry.Limits.UrgentShare,
            EnqueuedTokens = entry.Limits.EnqueuedTokens,
            Regions = entry.Regions.ToHashSet(),
            DataClasses = entry.DataClasses.ToHashSet(),
            ImageTokensLow = entry.ImageTokensLow ?? Math.Min(85, entry.ImageTokensAtMost),
            DeploymentOf = entry.DeploymentOf,
            Weight = entry.Weight,
            ReplacedBy = entry.ReplacedBy,
            KeepWarm = entry.KeepWarm is { } warm ? new KeepWarm(TimeSpan.FromSeconds(warm.EverySeconds), warm.Project) : null,
        };
    }

    private Capabilities Abilities()
    {
        var all = Capabilities.None;
        for (var i = 0; i < entry.Capabilities.Count; i++)
        {
            Want(CapabilityNames.TryGetValue(entry.Capabilities[i], out var one), $"capabilities[{i}]", $"'{entry.Capabilities[i]}' is unknown: {NearestName.Hint(entry.Capabilities[i], CapabilityNames.Keys)}");
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

    private void Want(bool holds, string key, string problem)
    {
        if (!holds)
            throw source.Fault($"{path}.{key}", problem);
    }
}
