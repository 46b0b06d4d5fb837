using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>The one model of a trace.</summary>
internal static class TraceModel
{
    public static CatalogModel Model { get; } = new()
    {
        Name = "traced",
        Provider = new ProviderEndpoint("traced", "openai", new Uri("http://127.0.0.1/v1"), "TRACED_KEY"),
        ProviderModel = "traced",
        ContextWindow = 128_000,
        MaxOutputTokens = 4_096,
        Capabilities = Capabilities.None,
        CountsAsWeDo = true,
        Prices = [],
        QualityPriors = new Dictionary<string, double> { ["default"] = 0.9 },
        Latency = new ExpectedLatency(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30)),
        RequestsPerMinute = SyncLane.PerMinute,
    };
}
