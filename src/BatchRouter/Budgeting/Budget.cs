namespace BatchRouter.Budgeting;

/// <summary>A limit on a scope per window.</summary>
public sealed record Budget
{
    /// <summary>In the store; 0, not stored yet.</summary>
    public int Id { get; init; }

    public required BudgetScope Scope { get; init; }

    public required BudgetWindow Window { get; init; }

    /// <summary>Where its windows begin and end.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public required long LimitNanoUsd { get; init; }

    /// <summary>What a job does that does not fit. Default wait.</summary>
    public AtLimit AtLimit { get; init; }

    /// <summary>Holds a quantile of the observed cost instead of the most; may be passed by a little.</summary>
    public bool IsSoft { get; init; }

    /// <summary>Of a soft limit: kept free for what goes beyond the quantile.</summary>
    public long ReserveNanoUsd { get; init; }

    /// <summary>The limit, less the reserve of a soft one.</summary>
    public long UsableNanoUsd => UsableOf(LimitNanoUsd, IsSoft);

    /// <summary>The same of the limit that stands in an account.</summary>
    internal long UsableOf(long limitNanoUsd, bool isSoft) => isSoft ? Math.Max(0, limitNanoUsd - ReserveNanoUsd) : limitNanoUsd;

    public WindowSpan WindowAt(DateTimeOffset instant) => BudgetWindows.At(Window, Zone, instant);
}

/// <summary>What a job does that does not fit into an account.</summary>
public enum AtLimit
{
    /// <summary>Held until the window resets, where the latest safe start allows; rejected where not.</summary>
    Wait,

    /// <summary>Planned again within what is left.</summary>
    Cheaper,

    /// <summary>Rejected, with the arithmetic.</summary>
    Reject,
}
