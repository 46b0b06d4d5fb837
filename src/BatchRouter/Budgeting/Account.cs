namespace BatchRouter.Budgeting;

/// <summary>A budget scope in one window, with its sums in nano-USD as they stand under the lock of whoever reads it.</summary>
public sealed class Account
{
    public required long Id { get; init; }

    public required Budget Budget { get; init; }

    public required WindowSpan Window { get; init; }

    /// <summary>Of this window: a change of the budget is written here too.</summary>
    public required long LimitNanoUsd { get; init; }

    public required bool IsSoft { get; init; }

    public required long PostedNanoUsd { get; init; }

    public required long HeldNanoUsd { get; set; }

    /// <summary>Jobs are held for money of this budget: whoever arrives later stands behind them.</summary>
    public bool HasWaiters { get; init; }

    /// <summary>The limit, less the reserve of a soft one.</summary>
    public long UsableNanoUsd => Budget.UsableOf(LimitNanoUsd, IsSoft);

    public long RoomNanoUsd => UsableNanoUsd - PostedNanoUsd - HeldNanoUsd;
}
