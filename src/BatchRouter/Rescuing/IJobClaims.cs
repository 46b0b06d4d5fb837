using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Rescuing;

/// <summary>
/// Port: takes over jobs. A job is claimed by one worker at a time. Where it is not known whether a claim or an abandonment was
/// committed, it is abandoned before the next claim: its worker lives, so nobody else would ever take the job up.
/// </summary>
[Port]
public interface IJobClaims
{
    /// <summary>Jobs whose worker gave no heartbeat for a lease; their started attempts become unknown, now by the worker's clock.</summary>
    Task<IReadOnlyList<ClaimedRow>> ClaimExpiredAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Held jobs whose wake time came by the worker's clock, side jobs apart.</summary>
    Task<IReadOnlyList<ClaimedRow>> ClaimDueAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Side jobs whose wake time came by the worker's clock.</summary>
    Task<IReadOnlyList<ClaimedRow>> ClaimSidesAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Jobs held for money that could fit into their budget's window of now, in the order of their latest safe start.</summary>
    Task<IReadOnlyList<ClaimedRow>> ClaimFundedAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Gives one job up after a surprise: it may be taken over at once, by any worker, and counts as a rescue, so that poison is found.</summary>
    Task AbandonAsync(Lease lease, CancellationToken stop);
}

/// <summary>Port: reads a stored message again.</summary>
[Port]
public interface IStoredMessages
{
    /// <summary>A message that was accepted before: what has changed in the configuration since does not refuse it.</summary>
    BatchJob ReadAgain(ReadOnlyMemory<byte> body);
}

/// <summary>Port: this worker's one heartbeat, on the store's clock. Every lease of its jobs hangs on it.</summary>
[Port]
public interface IWorkerLease
{
    /// <summary>Says that this worker lives; the first call enters it.</summary>
    Task BeatAsync(CancellationToken stop);

    /// <summary>Gives every lease up at once: what is not finished may be taken over now, and is no rescue.</summary>
    Task EndAsync(CancellationToken stop);
}

/// <summary>Port: ends that the world was perhaps not told of.</summary>
[Port]
public interface IUnannounced
{
    /// <summary>Jobs that ended before a moment and were not announced.</summary>
    Task<IReadOnlyList<Announcement>> FindAsync(DateTimeOffset endedBefore, int limit, CancellationToken stop);

    /// <summary>Rejected messages that were not announced.</summary>
    Task<IReadOnlyList<Rejection>> FindRejectionsAsync(DateTimeOffset before, int limit, CancellationToken stop);
}
