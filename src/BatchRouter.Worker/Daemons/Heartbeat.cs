using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Keeps this worker's leases alive. First to start, last to stop: its end gives up whatever did not finish.</summary>
public sealed class Heartbeat(
    WorkerLease lease, LeaseOptions options, ClaimedRuns runs, Drain drain, TimeProvider clock, ILogger<Heartbeat> logger)
    : Daemon(options.HeartbeatEvery, clock, logger)
{
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _clock = clock;
    private long _lastBeat = clock.GetTimestamp();
    private long? _unsureSince;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    // The daemons claim nothing more and the bus has stopped by now. Jobs that were taken over may use what is left of the drain time;
    // then all that still runs is released. The lease is given up whatever became of the host's own patience.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await runs.FinishAsync(drain.Left);
        drain.Release();
        await runs.FinishAsync(_lastWords);
        await base.StopAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(_lastWords, _clock);
        await lease.EndAsync(patience.Token);
    }

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        await lease.BeatAsync(stop);
        // Who was silent for a lease may have been so for want of Postgres, and the others too: they are given a lease's time to speak up.
        if (_clock.GetElapsedTime(_lastBeat) > options.Duration)
            _unsureSince = _clock.GetTimestamp();
        _lastBeat = _clock.GetTimestamp();
        lease.IsUnsure = _unsureSince is { } since && _clock.GetElapsedTime(since) < options.Duration;
        return false;
    }
}
