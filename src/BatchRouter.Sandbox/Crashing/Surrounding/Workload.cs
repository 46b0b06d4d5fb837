using System.Text;
using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Escalating;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>What one seed asks of the fleet: models, tasks, budgets, messages, and how patient everybody is.</summary>
internal sealed class Workload
{
    private static readonly string[] Projects = ["p1", "p2", "p3"];
    /// <summary>Some messages name one of them; now and then one is cancelled.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["g1", "g2", "g3", "g4"];

    private static readonly string[] Tasks = ["default", "cached", "modest", "asking"];

    /// <summary>What the weakest model is asked first, for one of the tasks.</summary>
    public static readonly ClassifySettings Question = new()
    {
        Model = "weak",
        Classes = [new PromptClass("easy", "short", [], 0.6), new PromptClass("hard", "long", ["middle", "strong"], 0.9)],
        LeastSlack = TimeSpan.FromSeconds(10),
    };

    private readonly Dice _dice;
    private readonly DateTimeOffset _begin;

    public Workload(Dice dice, DateTimeOffset begin)
    {
        (_dice, _begin) = (dice, begin);
        Lease = new LeaseOptions { Duration = dice.Seconds(4, 8) };
        Rounds = new RoundOptions
        {
            RescueEvery = dice.Seconds(0.5, 3),
            WakeEvery = dice.Seconds(0.3, 2),
            SweepEvery = dice.Seconds(2, 6),
            CompareEvery = dice.Seconds(0.5, 4),
            WarmEvery = dice.Seconds(0.5, 4),
            LearnEvery = dice.Seconds(1, 4),
            DriftEvery = dice.Seconds(2, 6),
            SweepAfter = dice.Seconds(1, 6),
            ReconcileEvery = dice.Seconds(0.5, 3),
            AssumeAfter = dice.Seconds(3, 20),
            ClaimSize = dice.Between(2, 16),
            CompletionsEvery = dice.Seconds(1, 10),
        };
        Shipping = new ShippingOptions
        {
            CohortSpread = dice.Pick([0.02, 0.1, 0.5]),
            DoubtAtMost = dice.Seconds(5, 30),
            Every = dice.Seconds(0.3, 2),
            AtOnce = dice.Between(1, 8),
            LandingsAtOnce = dice.Between(1, 16),
        };
        Lanes = new LaneOptions { Drain = dice.Seconds(2, 10), Delta = dice.Seconds(1, 4) };
        var terms = new BatchTerms
        {
            RowsAtMost = dice.Between(1, 20),
            BytesAtMost = dice.Pick([500, 20_000]),
            CancelTakes = dice.Seconds(3, 12),
            ExpiresAfter = dice.Seconds(30, 60),
        };
        Completions = Enumerable.Range(1, 40).Select(i => new CompletionSample("simulated", "weak", 5, begin - TimeSpan.FromMinutes(i), dice.Seconds(3, 30), false)).ToList();
        Workers = dice.Between(2, 4);
        Catalog = new ModelCatalog("simulated", [Model("weak", 0.7, 1, 1, terms), Model("middle", 0.83, 5, 2, terms), Model("strong", 0.95, 25, 4, terms) with { KeepWarm = WarmOf() }]);
        Policy = new RoutingPolicy
        {
            Version = "simulated",
            Projects = Projects.ToHashSet(),
            Teams = new Dictionary<string, string> { ["p1"] = "t1", ["p2"] = "t1" },
            Tasks = Tasks.ToDictionary(name => name, TaskOf),
            Experiments = dice.Percent(50) ? [Shadow()] : [],
            SideTime = dice.Seconds(5, 120),
        };
        Budgets = BudgetsOf();
        Messages = MessagesOf();
    }

    public LeaseOptions Lease { get; }

    public RoundOptions Rounds { get; }

    public ShippingOptions Shipping { get; }

    public LaneOptions Lanes { get; }

    /// <summary>How long shipments took before the beginning.</summary>
    public IReadOnlyList<CompletionSample> Completions { get; }

    public int Workers { get; }

    public ModelCatalog Catalog { get; }

    public RoutingPolicy Policy { get; }

    public IReadOnlyList<Budget> Budgets { get; }

    /// <summary>With the moment at which each is published.</summary>
    public IReadOnlyList<(TimeSpan At, SubmittedBody Body)> Messages { get; }

    private TaskPolicy TaskOf(string name) => new()
    {
        Name = name,
        Quality = _dice.Pick([0.6, 0.8, 0.93]),
        FirstOutputTokens = _dice.Percent(30) ? 50 : null,
        AnswerCacheAge = name == "cached" ? _dice.Seconds(10, 120) : null,
        ExpectedOutputTokens = 100,
        CheaperFrom = name == "modest" ? 0.7 : null,
        Audit = AuditOf(),
        Classify = name == "asking" ? Question : null,
        Strategies = name == "asking" ? [Strategies.Llm, Strategies.Cascade] : [],
        Caps = new AttemptCaps
        {
            Attempts = _dice.Between(2, 5),
            Waits = _dice.Between(0, 6),
            Rescues = _dice.Between(1, 4),
            AfterDeadline = _dice.Seconds(5, 60),
        },
    };

    // Every ten minutes: the first slot ends soon after the beginning, the second lasts longer than the work.
    private KeepWarm? WarmOf() => _dice.Percent(40) ? new KeepWarm(TimeSpan.FromMinutes(10), _dice.Pick(Projects)) : null;

    private AuditSettings? AuditOf() => _dice.Percent(50)
        ? new AuditSettings { Share = _dice.Pick([0.1, 0.5, 1]), Comparison = _dice.Pick(Enum.GetValues<Comparison>()), JudgeModel = "middle" }
        : null;

    private Experiment Shadow() => new()
    {
        Name = "shadow",
        Kind = ExperimentKind.Shadow,
        When = new RoutingRule { Name = "shadow", Task = _dice.Percent(50) ? "default" : null },
        Arms = [new ExperimentArm("candidate", _dice.Pick([0.2, 0.7]), ["middle"], null, [])],
    };

    private CatalogModel Model(string name, double quality, int dearness, int p99Seconds, BatchTerms terms) => new()
    {
        Name = name,
        Provider = new ProviderEndpoint("simulated", "none", new Uri("http://127.0.0.1:1/"), "NONE") { Batch = terms },
        ProviderModel = name,
        ContextWindow = 10_000,
        MaxOutputTokens = 4_000,
        Capabilities = Capabilities.None,
        CountsAsWeDo = true,
        Prices = [PriceOf(Lane.Sync, 2 * dearness), PriceOf(Lane.Batch, dearness)],
        EnqueuedTokens = _dice.Percent(30) ? _dice.Between(300, 10_000) : null,
        QualityPriors = new Dictionary<string, double> { ["default"] = quality },
        Latency = new ExpectedLatency(TimeSpan.FromSeconds(p99Seconds / 3.0), TimeSpan.FromSeconds(p99Seconds)),
    };

    private static Price PriceOf(Lane lane, int dearness) => new(
        "v1", DateTimeOffset.MinValue, lane, new Rates(50_000_000L * dearness, 200_000_000L * dearness) { CachedInputNanoUsdPerMillion = 25_000_000L * dearness });

    private List<Budget> BudgetsOf()
    {
        string[] scopes = ["all", "team:t1", "project:p1", "project:p3", "model:weak", "model:strong", "label:kind=a"];
        var windows = Enum.GetValues<BudgetWindow>();
        return scopes.SelectMany(scope => windows.Select(window => (scope, window)))
            .Where(pair => _dice.Percent(pair.scope == "all" ? 12 : 7))
            .Select((pair, index) => new Budget
            {
                Id = index + 1,
                Scope = BudgetScope.Parse(pair.scope),
                Window = pair.window,
                Zone = TimeZoneInfo.Utc,
                LimitNanoUsd = _dice.Logarithmic(100_000, 60_000_000),
                AtLimit = _dice.Pick(Enum.GetValues<AtLimit>()),
                IsSoft = _dice.Percent(25),
                ReserveNanoUsd = _dice.Percent(30) ? 50_000 : 0,
            })
            .ToList();
    }

    private List<(TimeSpan At, SubmittedBody Body)> MessagesOf()
    {
        var messages = new List<(TimeSpan, SubmittedBody)>();
        var spread = _dice.Seconds(1, 100);
        for (var i = _dice.Between(10, 60); i > 0; i--)
        {
            var at = spread * (_dice.Below(1_000) / 1_000.0);
            var body = Body(_dice.Id(), at);
            messages.Add((at, body));
            if (_dice.Percent(10))
                messages.Add((at + _dice.Seconds(0, 30), body));
            if (_dice.Percent(5))
                messages.Add((at + _dice.Seconds(0, 30), Body(body.JobId, at, body.Job?.Key.Project)));
        }

        return messages;
    }

    private SubmittedBody Body(Guid id, TimeSpan at, string? project = null)
    {
        if (project is null && _dice.Percent(4))
            return new SubmittedBody(id, null, Encoding.UTF8.GetBytes($"invalid {id:n}"));
        var key = new JobKey(project ?? _dice.Pick(Projects), id);
        var task = _dice.Pick(Tasks);
        var bytes = Encoding.UTF8.GetBytes($$"""{"jobId":"{{id}}","project":"{{key.Project}}","task":"{{task}}","of":"{{_dice.Id():n}}"}""");
        return new SubmittedBody(id, new BatchJob
        {
            Key = key,
            Task = task,
            Messages = [new Message("user", [new Part.Text(new string('x', 4 * _dice.Between(1, task == "cached" ? 3 : 200)))])],
            MaxOutputTokens = task == "cached" ? 200 : _dice.Between(20, 600),
            GroupId = _dice.Percent(40) ? _dice.Pick(Groups) : null,
            Urgency = _dice.Percent(20) ? Urgency.Urgent : Urgency.Bulk,
            Deadline = _begin + at + (_dice.Percent(30) ? _dice.Seconds(45, 150) : _dice.Seconds(2, 120)),
            MaxCostNanoUsd = _dice.Percent(15) ? _dice.Logarithmic(10_000, 5_000_000) : null,
            Labels = _dice.Percent(30) ? new Dictionary<string, string> { ["kind"] = _dice.Pick(["a", "b"]) } : new Dictionary<string, string>(),
            Body = bytes,
        }, bytes);
    }
}

/// <summary>A message as it was published, and what can be read in it; no job, it is invalid.</summary>
internal sealed record SubmittedBody(Guid JobId, BatchJob? Job, ReadOnlyMemory<byte> Bytes);
