using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;

namespace BatchRouter.Benchmarks.Deciding;

/// <summary>A catalogue of fifty models, and jobs that differ in size, quality and slack.</summary>
internal sealed class FiftyOffers
{
    public const int Count = 50;

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private FiftyOffers(RoutingPolicy policy, bool isLive, int lanes = 1, int models = Count)
    {
        Catalog = new ModelCatalog("bench", [.. Enumerable.Range(0, models).Select(i => Selling(Model(i, isLive), lanes))]);
        Router = new Router(Catalog, policy);
        Requests = [.. Enumerable.Range(0, 1_024).Select(i => lanes == 1 ? Request(i, isLive) : Looked(Later(Request(i, isLive), i)))];
    }

    public ModelCatalog Catalog { get; }

    public Router Router { get; }

    public RoutingRequest[] Requests { get; }

    /// <summary>The default strategies, nothing observed, every model on the ladder: the most cascades there can be.</summary>
    public static FiftyOffers Plain() => new(Policy(), isLive: false);

    /// <summary>Models sold in three lanes each, deadlines up to two days away, and the lanes were looked at before.</summary>
    public static FiftyOffers InThreeLanes(int models) => new(Policy(), isLive: false, lanes: 3, models);

    /// <summary>A request with what is known of lanes: what a worker does before each decision.</summary>
    public RoutingRequest Looked(RoutingRequest request) =>
        request with { Lanes = LaneOutlooks.Of(request, Router, CompletionBook.Empty, _ => 0.7, new LaneOptions()) };

    /// <summary>Ten rules, an experiment, families, observed times and health, usual costs, personal data.</summary>
    public static FiftyOffers Live() => new(
        Policy() with
        {
            Rules = [.. Enumerable.Range(0, 10).Select(i => new RoutingRule
            {
                Name = $"rule-{i}",
                Tier = $"tier-{i}",
                Labels = new Dictionary<string, string> { ["team"] = "a" },
                Quality = 0.9,
            })],
            Experiments =
            [
                new Experiment
                {
                    Name = "trial",
                    Kind = ExperimentKind.Canary,
                    When = new RoutingRule { Name = "trial" },
                    Arms = [new ExperimentArm("new", 0.1, ["model-7"], null, [])],
                },
            ],
            PersonalData = new PersonalDataSettings("personal", ["email"]),
        },
        isLive: true);

    private static RoutingPolicy Policy() => new()
    {
        Version = "bench",
        Projects = new HashSet<string> { "bench" },
        Tasks = new Dictionary<string, TaskPolicy> { ["default"] = new() { Name = "default", ExpectedOutputTokens = 200 } },
    };

    private static CatalogModel Model(int i, bool isLive) => new()
    {
        Name = $"model-{i}",
        Provider = new ProviderEndpoint("bench", "openai", new Uri("http://127.0.0.1:1/v1"), "NONE"),
        ProviderModel = $"model-{i}",
        ContextWindow = 128_000,
        MaxOutputTokens = 16_000,
        Capabilities = Capabilities.JsonSchema | Capabilities.Tools,
        CountsAsWeDo = i % 2 == 0,
        Prices = [new Price("v1", DateTimeOffset.MinValue, Lane.Sync, new Rates(100_000_000L * (i + 1), 400_000_000L * (i + 1)))],
        QualityPriors = new Dictionary<string, double> { ["default"] = 0.5 + 0.009 * i },
        Latency = new ExpectedLatency(TimeSpan.FromSeconds(1 + i % 7), TimeSpan.FromSeconds(5 + i % 11)),
        DeploymentOf = isLive && i % 5 < 2 ? $"family-{i / 5}" : null,
        DataClasses = new HashSet<string> { "personal" },
    };

    private static CatalogModel Selling(CatalogModel model, int lanes) => lanes == 1 ? model : model with
    {
        Prices = [.. Enum.GetValues<Lane>().Take(lanes).Select(lane => model.Prices[0] with
        {
            Lane = lane,
            Rates = lane == Lane.Sync
                ? model.Prices[0].Rates
                : new Rates(model.Prices[0].Rates.InputNanoUsdPerMillion / 2, model.Prices[0].Rates.OutputNanoUsdPerMillion / 2),
        })],
    };

    private static RoutingRequest Later(RoutingRequest request, int i) =>
        request with { Job = request.Job with { Deadline = Noon + TimeSpan.FromMinutes(1 + 29 * (i % 100)) } };

    private static RoutingRequest Request(int i, bool isLive) => new()
    {
        Job = new BatchJob
        {
            Key = new JobKey("bench", new Guid(i, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10])),
            Task = "answer",
            Messages = [new Message("user", [new Part.Text("What is 6 times 7?")])],
            MaxOutputTokens = 1_000,
            Deadline = Noon + TimeSpan.FromSeconds(10 + 30 * (i % 100)),
            Quality = 0.5 + 0.5 * (i % 97) / 97,
            Tier = isLive ? "tier-9" : null,
            Labels = isLive ? new Dictionary<string, string> { ["team"] = i % 3 == 0 ? "a" : "b" } : new Dictionary<string, string>(),
            Body = default,
        },
        Now = Noon,
        Size = new PromptSize(100 + 37 * (i % 50), 400 + 150 * (i % 50), 0),
        Step = 1,
        Perception = isLive ? new Perception { Language = "en", Complexity = 0.3, PersonalData = ["email"] } : Perception.None,
        Observed = isLive ? Observed : new Dictionary<string, ObservedModel>(),
        UsualCosts = isLive ? Usual : new Dictionary<string, long>(),
    };

    private static readonly Dictionary<string, ObservedModel> Observed = Enumerable.Range(0, Count).ToDictionary(
        i => $"model-{i}",
        i => new ObservedModel { P50 = TimeSpan.FromSeconds(1 + i % 5), P99 = TimeSpan.FromSeconds(4 + i % 9), ErrorShare = i % 10 == 3 ? 0.7 : 0.01, Headroom = 0.5, UnderWay = i % 4 });

    private static readonly Dictionary<string, long> Usual = Enumerable.Range(0, Count).ToDictionary(i => $"model-{i}:sync", i => 100_000L * (i + 1));
}
