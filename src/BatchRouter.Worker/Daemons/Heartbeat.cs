using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Keeps this worker's leases alive. First to start, last to stop: its end gives up whatever did not finish.</summary>
public sealed class Heartbeat(WorkerLease lease, LeaseOptions options, Drain drain, TimeProvider clock, ILogger<Heartbeat> logger)
    : Daemon(options.HeartbeatEvery, clock, logger)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        drain.Release();
        await base.StopAsync(cancellationToken);
        await lease.EndAsync(cancellationToken);
    }

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        await lease.BeatAsync(stop);
        return false;
    }
}
