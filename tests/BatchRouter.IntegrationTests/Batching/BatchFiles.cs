using System.Text.Json;
using System.Text.Json.Serialization;
using BatchRouter.Cli.Demo;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>Catalogue and policy of one world, as a user would write them: every model sells sync and batch, and an answer is good enough where it is one.</summary>
internal sealed class BatchFiles : IDisposable
{
    public const string KeyVariable = "BATCHROUTER_TEST_KEY";
    public const string Key = "sim-of-the-tests";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-batches-");

    public FileInfo Catalog => new(Path.Combine(_folder.FullName, "catalog.json"));

    public FileInfo Policy => new(Path.Combine(_folder.FullName, "batchrouter.json"));

    public ConfigurationSource Source => new(Catalog, Policy);

    public static BatchFiles Write(string project, IReadOnlyList<Shop> shops, BatchSettings settings)
    {
        var files = new BatchFiles();
        files.WriteCatalog(shops, settings);
        File.WriteAllText(files.Policy.FullName, JsonSerializer.Serialize(new
        {
            version = "test",
            projects = new Dictionary<string, object> { [project] = new { } },
            tasks = new Dictionary<string, object>
            {
                ["default"] = Task(settings, null),
                ["at-once"] = Task(settings, ["sync"]),
            },
        }, Json));
        return files;
    }

    /// <summary>Once more, for whoever looks at the files while work runs.</summary>
    public void WriteCatalog(IReadOnlyList<Shop> shops, BatchSettings settings) => File.WriteAllText(Catalog.FullName, JsonSerializer.Serialize(new
    {
        version = Guid.NewGuid().ToString("N"),
        providers = shops.ToDictionary(shop => shop.Name, shop => new
        {
            kind = shop.Kind,
            endpoint = shop.Kind == "openai" ? shop.Provider.BaseAddress : shop.Provider.RootAddress,
            keyVariable = KeyVariable,
            usageRecords = settings.HasRecords ? shop.Provider.UsageRecords : null,
            batch = new { looksPerMinute = 6_000, cancelSeconds = settings.CancelTakes.TotalSeconds },
        }),
        models = shops.SelectMany(shop => shop.Provider.Options.Models.Select(model => Model(shop, model, settings))),
    }, Json));

    public void Dispose() => _folder.Delete(recursive: true);

    private static object Task(BatchSettings settings, string[]? lanes) => new
    {
        quality = 0.5,
        threshold = 0.2,
        expectedOutputTokens = 90,
        firstOutputTokens = settings.FirstOutputTokens,
        lanes,
        caps = new { afterDeadlineSeconds = 86_400 },
    };

    private static object Model(Shop shop, SimulatedModel model, BatchSettings settings) => new
    {
        name = $"{shop.Name}-{model.Name}",
        provider = shop.Name,
        providerModel = model.Name,
        contextWindow = model.ContextWindowTokens,
        maxOutputTokens = model.MaxOutputTokens,
        capabilities = shop.Kind == "openai" ? (string[])["jsonSchema", "tools"] : ["tools"],
        tokenizer = shop.Kind == "openai" ? "o200k" : "other",
        tokenFactor = shop.Kind == "openai" ? 1 : 1.5,
        prices = new[] { DemoFiles.Price("sync", model.Prices), DemoFiles.Price("batch", model.BatchPrices) },
        quality = new Dictionary<string, double> { ["default"] = model.Quality.MeanAccuracy },
        limits = new { requestsPerMinute = settings.RequestsPerMinute, urgentShare = settings.UrgentShare },
        latency = new { p50Ms = Math.Max(1, model.Latency.MedianMs), p99Ms = Math.Max(500, model.Latency.P99Ms) },
    };
}

/// <summary>One provider of a catalogue.</summary>
internal sealed record Shop(string Name, SimulatedProvider Provider, string Kind = "openai");

/// <summary>What differs between the worlds of tests beside their providers.</summary>
internal sealed record BatchSettings
{
    public TimeSpan CancelTakes { get; init; } = TimeSpan.FromMinutes(30);

    public int? FirstOutputTokens { get; init; }

    /// <summary>Of each model; null, no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    public double UrgentShare { get; init; } = 0.2;

    /// <summary>Whether the providers tell what single requests cost.</summary>
    public bool HasRecords { get; init; } = true;
}
