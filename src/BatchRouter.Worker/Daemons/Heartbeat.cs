using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Keeps this worker's leases alive. First to start, last to stop: its end gives up whatever did not finish.</summary>
public sealed class Heartbeat(
    WorkerLease lease, LeaseOptions options, Steadiness steadiness, ClaimedRuns runs, Drain drain, TimeProvider clock, ILogger<Heartbeat> logger)
    : Daemon(options.HeartbeatEvery, clock, logger)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _clock = clock;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.BeatAsync(cancellationToken);
        steadiness.Beat();
        await base.StartAsync(cancellationToken);
    }

    // The daemons claim nothing more and the bus has stopped by now. Jobs that were taken over may use what is left of the drain time;
    // then all that still runs is released. The lease is given up whatever became of the host's own patience.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await runs.FinishAsync(drain.Left);
        drain.Release();
        await runs.FinishAsync(LastWords);
        await base.StopAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(LastWords, _clock);
        await lease.EndAsync(patience.Token);
    }

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        await lease.BeatAsync(stop);
        steadiness.Beat();
        return false;
    }
}
