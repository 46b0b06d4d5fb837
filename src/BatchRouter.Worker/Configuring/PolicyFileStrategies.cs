namespace BatchRouter.Worker.Configuring;

/// <summary>What rules, strategies, audits and experiments are written as.</summary>
internal sealed partial record PolicyFile
{
    internal sealed record GainThresholdEntry
    {
        public required string Weak { get; init; }

        public required string Strong { get; init; }

        /// <summary>Either this, or strongShare.</summary>
        public double? Gain { get; init; }

        public double? StrongShare { get; init; }
    }

    internal sealed record RouteEntry
    {
        public required string Name { get; init; }

        public required IReadOnlyList<string> Utterances { get; init; }

        public IReadOnlyList<string> Models { get; init; } = [];

        public double? Quality { get; init; }

        /// <summary>Default 0.5.</summary>
        public double LeastSimilarity { get; init; } = 0.5;
    }

    internal sealed record ClassifyEntry
    {
        public required string Model { get; init; }

        public required IReadOnlyList<ClassEntry> Classes { get; init; }

        /// <summary>Default 2,000.</summary>
        public int PromptCharacters { get; init; } = 2_000;

        /// <summary>Default 30.</summary>
        public double LeastSlackSeconds { get; init; } = 30;
    }

    internal sealed record ClassEntry
    {
        public required string Name { get; init; }

        public required string Description { get; init; }

        public IReadOnlyList<string> Models { get; init; } = [];

        public double? Quality { get; init; }
    }

    internal sealed record AuditEntry
    {
        /// <summary>Default 0.01.</summary>
        public double Share { get; init; } = 0.01;

        /// <summary>exact, fields or judge. Default exact.</summary>
        public string Compare { get; init; } = "exact";

        /// <summary>With judge.</summary>
        public string? JudgeModel { get; init; }
    }

    internal sealed record DriftEntry
    {
        /// <summary>The greatest calibration error against audits. Default 0.15.</summary>
        public double? CalibrationError { get; init; }

        /// <summary>The least share of accepted answers that audits bear out. Default: the task's quality less 0.05.</summary>
        public double? LeastQuality { get; init; }
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

        public string? DataClass { get; init; }

        public string? Region { get; init; }

        /// <summary>ISO 639-1.</summary>
        public string? Language { get; init; }

        public double? ComplexityFrom { get; init; }

        public double? ComplexityBelow { get; init; }
    }

    internal sealed record ExperimentEntry
    {
        public required string Name { get; init; }

        /// <summary>ab, canary or shadow.</summary>
        public required string Kind { get; init; }

        public WhenEntry When { get; init; } = new();

        public required IReadOnlyList<ArmEntry> Arms { get; init; }
    }

    internal sealed record ArmEntry
    {
        public required string Name { get; init; }

        public required double Share { get; init; }

        public IReadOnlyList<string> Models { get; init; } = [];

        public double? Quality { get; init; }

        public IReadOnlyList<string> Strategies { get; init; } = [];
    }
}
