using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>batchrouter.json as it is written: projects, tasks, rules.</summary>
internal sealed partial record PolicyFile
{
    /// <summary>Stored with every decision; change it when the policy changes.</summary>
    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, ProjectEntry> Projects { get; init; }

    /// <summary>With <c>default</c>, whose settings undeclared tasks take.</summary>
    public required IReadOnlyDictionary<string, TaskEntry> Tasks { get; init; }

    public IReadOnlyList<RuleEntry> Rules { get; init; } = [];

    public IReadOnlyList<ExperimentEntry> Experiments { get; init; } = [];

    /// <summary>Personal data in prompts. Default: it is not looked for.</summary>
    public PersonalDataEntry? PersonalData { get; init; }

    /// <summary>A server of one's own that embeds texts for semantic routes, read at a start. Default: built-in hashed n-grams.</summary>
    public EmbeddingsEntry? Embeddings { get; init; }

    /// <summary>What audits may cost. Default, where a task has audits: 1 USD per day.</summary>
    public SideBudgetEntry? Audits { get; init; }

    /// <summary>What shadows may cost. Default: what their projects' budgets leave.</summary>
    public SideBudgetEntry? Shadows { get; init; }

    /// <summary>Limits on spending; <c>batchrouter budget</c> overrides them while work runs.</summary>
    public IReadOnlyList<BudgetEntry> Budgets { get; init; } = [];

    /// <summary>What cheap, balanced and best mean, 0 to 1.</summary>
    public IReadOnlyDictionary<string, double>? QualityWords { get; init; }

    /// <summary>Below this time to the deadline the fastest model is taken. Default 5.</summary>
    public double LittleSlackSeconds { get; init; } = 5;

    /// <summary>Models in one cascade at most. Default 3.</summary>
    public int PlanSteps { get; init; } = 3;

    /// <summary>sync, and flex and batch where they are wanted; for tasks that name none. Default: all that models are sold in.</summary>
    public IReadOnlyList<string> Lanes { get; init; } = [];

    /// <summary>The share of jobs that may be late, for latest safe starts. Default 0.001.</summary>
    public double Lateness { get; init; } = RoutingPolicy.DefaultLateness;

    internal sealed record ProjectEntry
    {
        /// <summary>For people.</summary>
        public string? Description { get; init; }

        /// <summary>Budgets form a tree: all, team, project. Default: in no team.</summary>
        public string? Team { get; init; }

        /// <summary>For tasks that name none of their own.</summary>
        public IReadOnlyList<string> Strategies { get; init; } = [];
    }

    internal sealed record PersonalDataEntry
    {
        /// <summary>What models have to be cleared for.</summary>
        public required string DataClass { get; init; }

        /// <summary>email, phone, card, iban, ssn, ip. Default: all.</summary>
        public IReadOnlyList<string> Kinds { get; init; } = [];
    }

    internal sealed record EmbeddingsEntry
    {
        /// <summary>Base URL in OpenAI's shape. It must be free of charge: nothing is booked for it.</summary>
        public required string Endpoint { get; init; }

        /// <summary>The model's name there.</summary>
        public required string Model { get; init; }

        /// <summary>The environment variable with its key. Default: it wants none.</summary>
        public string? KeyVariable { get; init; }
    }

    internal sealed record SideBudgetEntry
    {
        public decimal LimitUsd { get; init; } = 1;

        /// <summary>hour, day, week, month or total. Default day.</summary>
        public string Window { get; init; } = "day";
    }

    internal sealed record BudgetEntry
    {
        /// <summary>all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE.</summary>
        public required string Scope { get; init; }

        /// <summary>hour, day, week, month or total.</summary>
        public required string Window { get; init; }

        public required decimal LimitUsd { get; init; }

        /// <summary>IANA name. Default UTC.</summary>
        public string TimeZone { get; init; } = "UTC";

        /// <summary>wait, cheaper or reject. Default wait.</summary>
        public string AtLimit { get; init; } = "wait";

        /// <summary>Hold what nine in ten attempts cost, not the most.</summary>
        public bool Soft { get; init; }

        /// <summary>Of a soft limit: kept free.</summary>
        public decimal ReserveUsd { get; init; }
    }

    internal sealed record TaskEntry
    {
        public double Quality { get; init; } = 0.85;

        public double? Threshold { get; init; }

        public IReadOnlyList<string> Verifiers { get; init; } = [];

        public IReadOnlyList<string> Models { get; init; } = [];

        public string? StaticModel { get; init; }

        /// <summary>Default: the policy's.</summary>
        public IReadOnlyList<string> Lanes { get; init; } = [];

        /// <summary>Narrowing ones, then classifier, then one that plans. Default: the project's, else static, rules, cascade.</summary>
        public IReadOnlyList<string> Strategies { get; init; } = [];

        /// <summary>With fallback.</summary>
        public IReadOnlyList<string> FallbackOrder { get; init; } = [];

        /// <summary>With threshold.</summary>
        public GainThresholdEntry? GainThreshold { get; init; }

        /// <summary>With semantic.</summary>
        public IReadOnlyList<RouteEntry> Routes { get; init; } = [];

        /// <summary>With llm.</summary>
        public ClassifyEntry? Classify { get; init; }

        /// <summary>Default: accepted answers are not checked.</summary>
        public AuditEntry? Audit { get; init; }

        /// <summary>What the weaker loses where a prediction rests on nothing. Default 0.05.</summary>
        public double UnsureMargin { get; init; } = 0.05;

        /// <summary>From this share of a budget on, cheap is good enough. Default: never.</summary>
        public double? CheaperFrom { get; init; }

        public int ExpectedOutputTokens { get; init; } = 256;

        public int? FirstOutputTokens { get; init; }

        /// <summary>An answer this old may be served again to an identical request of the same project. Default: none is.</summary>
        public double? AnswerCacheSeconds { get; init; }

        public WeightsEntry? Weights { get; init; }

        public JudgeEntry? Judge { get; init; }

        public CapsEntry? Caps { get; init; }

        /// <summary>Whether trained models are asked, where there are some. Default true.</summary>
        public bool Learned { get; init; } = true;

        public DriftEntry? Drift { get; init; }
    }

    internal sealed record WeightsEntry
    {
        public double? Slope { get; init; }

        public double? Offset { get; init; }

        public double? VetoCap { get; init; }

        public IReadOnlyDictionary<string, double>? ByFeature { get; init; }
    }

    internal sealed record JudgeEntry
    {
        public double AcceptsRight { get; init; } = 0.75;

        public double AcceptsWrong { get; init; } = 0.3;
    }

    internal sealed record CapsEntry
    {
        public int Attempts { get; init; } = 5;

        public int Waits { get; init; } = 100;

        public int Rescues { get; init; } = 5;

        public decimal? CostUsd { get; init; }

        public double AfterDeadlineSeconds { get; init; } = 600;
    }
}
