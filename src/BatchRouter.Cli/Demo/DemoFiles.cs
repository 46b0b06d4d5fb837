using System.Text.Json;
using System.Text.Json.Serialization;
using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Cli.Demo;

/// <summary>The two configuration files of a demo, written to a folder of its own, as a user would write them.</summary>
internal sealed class DemoFiles : IDisposable
{
    public const string KeyVariable = "BATCHROUTER_SIMULATED_KEY";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-demo-");

    public DemoFiles(SimulatedProvider provider, bool hasExperiment = false, bool sellsLanes = false)
    {
        Write(Catalog, new
        {
            version = "demo",
            providers = new { simulated = new { kind = "openai", endpoint = provider.BaseAddress, keyVariable = KeyVariable, usageRecords = provider.UsageRecords } },
            models = provider.Options.Models.Select(model => Model(model, sellsLanes)),
        });
        Write(Policy, provider.Options.Replay is null ? DemoPolicy.Generated(hasExperiment) : DemoPolicy.Recorded);
    }

    public FileInfo Catalog => new(Path.Combine(_folder.FullName, "catalog.json"));

    public FileInfo Policy => new(Path.Combine(_folder.FullName, "batchrouter.json"));

    public void Dispose() => _folder.Delete(recursive: true);

    private static object Model(SimulatedModel model, bool sellsLanes) => new
    {
        name = model.Name,
        provider = "simulated",
        contextWindow = model.ContextWindowTokens,
        maxOutputTokens = model.MaxOutputTokens,
        capabilities = Capabilities(model),
        tokenizer = model.TokenInflation == 1 ? "o200k" : "other",
        tokenFactor = model.TokenInflation,
        prices = sellsLanes
            ? (object[])[Price("sync", model.Prices), Price("batch", model.BatchPrices), .. model.Name == DefaultFleet.Large ? [Price("flex", model.FlexPrices)] : (object[])[]]
            : [Price("sync", model.Prices)],
        quality = DemoPolicy.Priors(model.Name),
        latency = new { p50Ms = model.Latency.MedianMs, p99Ms = Math.Max(model.Latency.P99Ms, 500) },
    };

    internal static object Price(string lane, SimulatedPrices prices) => new
    {
        lane,
        version = $"demo-{lane}",
        inputUsdPerMillion = Usd(prices.Input),
        cachedInputUsdPerMillion = Usd(prices.CachedInput),
        cacheWriteUsdPerMillion = Usd(prices.CacheWrite),
        outputUsdPerMillion = Usd(prices.Output),
        reasoningUsdPerMillion = Usd(prices.Reasoning),
        longContext = LongContext(prices.LongContext),
    };

    private static object? LongContext(SimulatedLongContext? longer) => longer is null ? null : new
    {
        aboveInputTokens = longer.AboveInputTokens,
        inputUsdPerMillion = Usd(longer.Prices.Input),
        cachedInputUsdPerMillion = Usd(longer.Prices.CachedInput),
        cacheWriteUsdPerMillion = Usd(longer.Prices.CacheWrite),
        outputUsdPerMillion = Usd(longer.Prices.Output),
        reasoningUsdPerMillion = Usd(longer.Prices.Reasoning),
    };

    private static IEnumerable<string> Capabilities(SimulatedModel model)
    {
        if (model.OffersLogprobs)
            yield return "logprobs";
        if (model.OffersJsonSchema)
            yield return "jsonSchema";
        if (model.OffersTools)
            yield return "tools";
    }

    private static decimal Usd(long nanoUsd) => nanoUsd / 1_000_000_000m;

    private static void Write(FileInfo file, object content) => File.WriteAllText(file.FullName, JsonSerializer.Serialize(content, Json));
}
