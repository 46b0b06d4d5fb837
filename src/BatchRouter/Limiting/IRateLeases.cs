using BatchRouter.Running;

namespace BatchRouter.Limiting;

/// <summary>Port: what is left of a limit, shared by all workers.</summary>
[Port]
public interface IRateLeases
{
    /// <summary>Takes as many of the calls, in their order, as one pool has room for now.</summary>
    /// <param name="limit">Which.</param>
    /// <param name="isUrgent">From the share that only urgent jobs may take, or from the rest.</param>
    /// <param name="tokens">What each call takes, in tokens.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>How many may start, and how long the next one is to wait.</returns>
    Task<RateGrant> TakeAsync(RateLimit limit, bool isUrgent, IReadOnlyList<long> tokens, CancellationToken stop);
}

/// <summary>What was taken.</summary>
/// <param name="Calls">How many of those asked for may start, the first ones.</param>
/// <param name="Wait">Until there is room for the next.</param>
public readonly record struct RateGrant(int Calls, TimeSpan Wait);
