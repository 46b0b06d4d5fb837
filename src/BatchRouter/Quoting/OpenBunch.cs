using BatchRouter.Jobs;

namespace BatchRouter.Quoting;

/// <summary>Open jobs of a group that stand alike: of one shipment, or of one state with deadlines near one another.</summary>
public sealed record OpenBunch
{
    public required JobState State { get; init; }

    public required long Jobs { get; init; }

    public required DateTimeOffset FirstDeadline { get; init; }

    public required DateTimeOffset LastDeadline { get; init; }

    /// <summary>Of parked and shipped ones: whose batch it is or will be; null, they are bought at once.</summary>
    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>Of their shipment; 0, there is none yet.</summary>
    public int Rows { get; init; }

    /// <summary>When their shipment was sent; null, it was not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Of parked ones: when the last of them leaves at the latest.</summary>
    public DateTimeOffset? LeavesBy { get; init; }

    /// <summary>When the way back begins; null, they are bought at once.</summary>
    public DateTimeOffset? LatestSafeStart { get; init; }

    /// <summary>Their shipment was called back.</summary>
    public bool IsCalledBack { get; init; }

    /// <summary>Their shipment has ended: they only have to be read.</summary>
    public bool IsEnded { get; init; }

    /// <summary>Of held ones: when the last of them is woken.</summary>
    public DateTimeOffset? WakeAt { get; init; }
}
