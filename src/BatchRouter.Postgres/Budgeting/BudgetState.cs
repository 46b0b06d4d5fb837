namespace BatchRouter.Postgres.Budgeting;

/// <summary>A budget and the account of one of its windows. All sums in nano-USD.</summary>
public sealed record BudgetState
{
    public string Scope { get; init; } = "";

    /// <summary>hour, day, week, month or total.</summary>
    public string Window { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public long LimitNanoUsd { get; init; }

    /// <summary>wait, cheaper or reject.</summary>
    public string AtLimit { get; init; } = "";

    public bool Soft { get; init; }

    public long ReserveNanoUsd { get; init; }

    /// <summary>configuration or command.</summary>
    public string SetBy { get; init; } = "";

    /// <summary>Null, nothing was asked of it in this window.</summary>
    public DateTime? WindowStart { get; init; }

    /// <summary>Null, never.</summary>
    public DateTime? WindowEnd { get; init; }

    /// <summary>The limit that held in this window.</summary>
    public long WindowLimitNanoUsd { get; init; }

    public long PostedNanoUsd { get; init; }

    public long HeldNanoUsd { get; init; }

    /// <summary>The most that posted and held together ever were.</summary>
    public long PeakNanoUsd { get; init; }

    /// <summary>Jobs that wait for its money.</summary>
    public long Waiting { get; init; }
}
