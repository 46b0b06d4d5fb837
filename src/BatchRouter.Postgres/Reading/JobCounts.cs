namespace BatchRouter.Postgres.Reading;

/// <summary>How the jobs of a project or a group stand. Side jobs are counted apart; their money is in the sums, which equal the ledger.</summary>
public sealed record JobCounts
{
    public long Jobs { get; init; }

    public long Settled { get; init; }

    /// <summary>Rejected jobs, and messages that never became one.</summary>
    public long Rejected { get; init; }

    public long Cancelled { get; init; }

    public long Running { get; init; }

    public long Held { get; init; }

    /// <summary>Waiting for a shipment.</summary>
    public long Parked { get; init; }

    /// <summary>In a shipment at a provider.</summary>
    public long Shipped { get; init; }

    public long Escalated { get; init; }

    public long Exhausted { get; init; }

    public long Late { get; init; }

    /// <summary>Side jobs that have not ended yet. They have no group.</summary>
    public long OpenSides { get; init; }

    public long SpendNanoUsd { get; init; }

    /// <summary>Of <see cref="SpendNanoUsd"/>: side jobs.</summary>
    public long SideNanoUsd { get; init; }

    /// <summary>Open holds of attempts that may have been charged.</summary>
    public long UnknownNanoUsd { get; init; }

    /// <summary>Messages that never became a job: part of <see cref="Rejected"/>, no part of <see cref="Jobs"/>.</summary>
    public long Refused { get; init; }

    /// <summary>Everything that a worker has seen.</summary>
    public long Known => Jobs + Refused;

    public long Ended => Settled + Rejected + Cancelled;
}
