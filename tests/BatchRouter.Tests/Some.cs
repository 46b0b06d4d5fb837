using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Tests;

/// <summary>Ordinary things; a test says only what matters to it.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly ProviderEndpoint Provider = new("simulated", "openai", new Uri("http://127.0.0.1:1/v1"), "SOME_KEY");

    /// <summary>A ladder: weak at 1, middle at 5, strong at 25; quick is dear and fast.</summary>
    public static readonly CatalogModel Weak = Model("weak", 0.7, 100_000_000, p99Seconds: 1);
    public static readonly CatalogModel Middle = Model("middle", 0.83, 500_000_000, p99Seconds: 2);
    public static readonly CatalogModel Strong = Model("strong", 0.95, 2_500_000_000, p99Seconds: 4);
    public static readonly CatalogModel Quick = Model("quick", 0.75, 1_000_000_000, p99Seconds: 0.1);

    public static CatalogModel Model(string name, double quality, long nanoUsdPerMillion, double p99Seconds = 1) => new()
    {
        Name = name,
        Provider = Provider,
        ProviderModel = name,
        ContextWindow = 10_000,
        MaxOutputTokens = 4_000,
        Capabilities = Capabilities.Vision | Capabilities.Tools | Capabilities.JsonSchema | Capabilities.LogProbabilities,
        CountsAsWeDo = true,
        Prices = [SyncPrice("v1", nanoUsdPerMillion)],
        QualityPriors = new Dictionary<string, double> { ["default"] = quality },
        Latency = new ExpectedLatency(TimeSpan.FromSeconds(p99Seconds / 3), TimeSpan.FromSeconds(p99Seconds)),
    };

    public static Price SyncPrice(string version, long nanoUsdPerMillion, DateTimeOffset? from = null) => new(
        version, from ?? DateTimeOffset.MinValue, Lane.Sync, new Rates(nanoUsdPerMillion, 4 * nanoUsdPerMillion) { CachedInputNanoUsdPerMillion = nanoUsdPerMillion / 2 });

    /// <summary>Text written with JSON's escapes: attributes cannot carry lone surrogates.</summary>
    public static string Text(string escaped) => JsonStrings.Unquote($"\"{escaped}\"");

    public static ModelCatalog Catalog(params CatalogModel[] models) => new("catalog-1", models.Length > 0 ? models : [Weak, Middle, Strong, Quick]);

    public static LiveRouter Live(ModelCatalog? catalog = null, RoutingPolicy? policy = null) => new(new Router(catalog ?? Catalog(), policy ?? Policy()));

    public static RoutingPolicy Policy(TaskPolicy? task = null, params RoutingRule[] rules) => new()
    {
        Version = "policy-1",
        Projects = new HashSet<string> { "demo" },
        Tasks = new Dictionary<string, TaskPolicy> { ["default"] = task ?? new TaskPolicy { Name = "default" } },
        Rules = rules,
    };

    public static BatchJob Job(string prompt = "What is 6 times 7?", TimeSpan? slack = null) => new()
    {
        Key = new JobKey("demo", new Guid(0x11111111, 1, 1, [1, 2, 3, 4, 5, 6, 7, 8])),
        Task = "answer",
        Messages = [new Message("user", [new Part.Text(prompt)])],
        MaxOutputTokens = 1_000,
        Deadline = Noon + (slack ?? TimeSpan.FromHours(1)),
        Body = "{}"u8.ToArray(),
    };

    public static RoutingRequest Request(BatchJob? job = null, int tokens = 100) => new()
    {
        Job = job ?? Job(),
        Now = Noon,
        Size = new PromptSize(tokens, 2 * tokens, (job ?? Job()).Images),
        Step = 1,
    };
}
