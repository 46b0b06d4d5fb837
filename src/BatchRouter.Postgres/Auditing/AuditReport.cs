namespace BatchRouter.Postgres.Auditing;

/// <summary>What the audit found.</summary>
/// <param name="At">The server's clock when the snapshot was taken.</param>
/// <param name="Checks">Every check, whether or not it holds.</param>
public sealed record AuditReport(DateTime At, IReadOnlyList<CheckResult> Checks)
{
    public bool IsClean => Checks.All(check => check.Count == 0);
}

/// <summary>One check's result.</summary>
public sealed record CheckResult
{
    public required string Name { get; init; }

    /// <summary>The invariant in words.</summary>
    public required string Holds { get; init; }

    /// <summary>All differences, listed or not.</summary>
    public required long Count { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<AuditDifference> Differences { get; init; }

    /// <summary>Why the check could not be made; null, it was.</summary>
    public string? Skipped { get; init; }
}

/// <summary>One row that breaks an invariant.</summary>
public sealed record AuditDifference
{
    /// <summary>The row by name: an attempt's id, an account with its scope and window, a period of a rollup.</summary>
    public string RowName { get; init; } = "";

    public string What { get; init; } = "";

    /// <summary>As the rows below it sum up; null where there is no number.</summary>
    public long? Expected { get; init; }

    public long? Found { get; init; }
}
