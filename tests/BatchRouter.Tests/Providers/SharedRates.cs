using System.Collections.Concurrent;
using BatchRouter.Limiting;

namespace BatchRouter.Tests.Providers;

/// <summary>What all workers share of rate limits: as much room as a test leaves, none of it refilled.</summary>
internal sealed class SharedRates : IRateLeases
{
    private readonly ConcurrentQueue<(bool IsUrgent, long Tokens)> _taken = new();

    /// <summary>Calls that may start yet from the share of the urgent and from the rest.</summary>
    public int Urgent { get; set; } = int.MaxValue;

    public int Rest { get; set; } = int.MaxValue;

    public Exception? Fault { get; init; }

    public IReadOnlyList<(bool IsUrgent, long Tokens)> Taken => [.. _taken];

    public Task<RateGrant> TakeAsync(RateLimit limit, bool isUrgent, IReadOnlyList<long> tokens, CancellationToken stop)
    {
        if (Fault is not null)
            throw Fault;
        var calls = Math.Min(tokens.Count, isUrgent ? Urgent : Rest);
        if (isUrgent)
            Urgent -= calls;
        else
            Rest -= calls;
        foreach (var taken in tokens.Take(calls))
            _taken.Enqueue((isUrgent, taken));
        return Task.FromResult(new RateGrant(calls, TimeSpan.FromMilliseconds(100)));
    }
}
