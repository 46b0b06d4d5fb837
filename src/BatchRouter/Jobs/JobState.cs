namespace BatchRouter.Jobs;

/// <summary>Where a job stands. The moves between them are <see cref="JobMoves"/>; Postgres refuses any other.</summary>
public enum JobState
{
    /// <summary>Accepted; a plan is being made. Rarely seen: opening moves on in the same commit.</summary>
    Received,

    /// <summary>A worker holds the lease and buys.</summary>
    Running,

    /// <summary>Waits in Postgres for a shipment.</summary>
    Parked,

    /// <summary>Sent to a provider's batch API.</summary>
    Shipped,

    /// <summary>Waits for a wake time, with a reason.</summary>
    Held,

    /// <summary>Ended with what could be bought.</summary>
    Settled,

    /// <summary>Ended with a reason and no purchase that answered.</summary>
    Rejected,

    /// <summary>Ended on request.</summary>
    Cancelled,
}

/// <summary>How a settled job ended.</summary>
public enum Outcome
{
    /// <summary>The confidence reached the threshold.</summary>
    Accepted,

    /// <summary>Nothing better could be bought; the best answer there is, or none.</summary>
    Exhausted,
}
