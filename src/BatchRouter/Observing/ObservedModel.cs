namespace BatchRouter.Observing;

/// <summary>What a worker sees of one model now.</summary>
public sealed record ObservedModel
{
    /// <summary>Time of a synchronous call that half stay under, at this hour; null, too few were seen.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>Time that 99 in 100 stay under; null, too few were seen.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Share of recent calls that failed by the provider's fault, 0 to 1; decays with time.</summary>
    public double ErrorShare { get; init; }

    /// <summary>What is left of the provider's rate limit, 0 to 1; null, it says nothing.</summary>
    public double? Headroom { get; init; }

    /// <summary>Calls under way now, of this worker.</summary>
    public int UnderWay { get; init; }

    /// <summary>It failed lately and is tried again: only a few jobs may ask it.</summary>
    public bool IsRecovering { get; init; }
}
