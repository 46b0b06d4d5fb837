namespace BatchRouter.Auditing;

/// <summary>How accepted cheap answers of a task are checked against the strongest model.</summary>
public sealed record AuditSettings
{
    /// <summary>Share of accepted answers of weaker models, 0 to 1. Default 0.01.</summary>
    public double Share { get; init; } = 0.01;

    public Comparison Comparison { get; init; } = Comparison.Exact;

    /// <summary>With <see cref="Comparison.Judge"/>: the model that is asked which answer is right.</summary>
    public string? JudgeModel { get; init; }
}

/// <summary>How two answers are compared.</summary>
public enum Comparison
{
    /// <summary>The same final answer after normalising white space, case and numbers.</summary>
    Exact,

    /// <summary>The share of equal fields of two JSON objects.</summary>
    Fields,

    /// <summary>A model says.</summary>
    Judge,
}
