namespace BatchRouter.Worker.Configuring;

/// <summary>batchrouter.json as it is written: projects, tasks, rules.</summary>
internal sealed record PolicyFile
{
    /// <summary>Stored with every decision; change it when the policy changes.</summary>
    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, ProjectEntry> Projects { get; init; }

    /// <summary>With <c>default</c>, whose settings undeclared tasks take.</summary>
    public required IReadOnlyDictionary<string, TaskEntry> Tasks { get; init; }

    public IReadOnlyList<RuleEntry> Rules { get; init; } = [];

    /// <summary>Limits on spending; <c>batchrouter budget</c> overrides them while work runs.</summary>
    public IReadOnlyList<BudgetEntry> Budgets { get; init; } = [];

    /// <summary>What cheap, balanced and best mean, 0 to 1.</summary>
    public IReadOnlyDictionary<string, double>? QualityWords { get; init; }

    /// <summary>Below this time to the deadline the fastest model is taken. Default 5.</summary>
    public double LittleSlackSeconds { get; init; } = 5;

    /// <summary>Models in one cascade at most. Default 3.</summary>
    public int PlanSteps { get; init; } = 3;

    internal sealed record ProjectEntry
    {
        /// <summary>For people.</summary>
        public string? Description { get; init; }

        /// <summary>Budgets form a tree: all, team, project. Default: in no team.</summary>
        public string? Team { get; init; }
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

    internal sealed record DriftEntry
    {
        /// <summary>The greatest calibration error against audits. Default 0.15.</summary>
        public double? CalibrationError { get; init; }

        /// <summary>The least share of accepted answers that audits bear out. Default: the task's quality less 0.05.</summary>
        public double? LeastQuality { get; init; }
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

    internal sealed record RuleEntry
    {
        public required string Name { get; init; }

        public WhenEntry When { get; init; } = new();

        public IReadOnlyList<string> Models { get; init; } = [];

        public double? Quality { get; init; }
    }

    internal sealed record WhenEntry
    {
        public string? Project { get; init; }

        public string? Task { get; init; }

        public string? Tier { get; init; }

        public IReadOnlyDictionary<string, string>? Labels { get; init; }

        public int? PromptTokensFrom { get; init; }

        public int? PromptTokensBelow { get; init; }
    }
}
