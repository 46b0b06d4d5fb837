using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Takes up the jobs of workers that gave no heartbeat for a lease.</summary>
public sealed class Rescuer(JobClaims claims, ClaimedRuns runs, DaemonOptions options, TimeProvider clock, ILogger<Rescuer> logger)
    : Daemon(options.RescueEvery, clock, logger)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runs.FinishAsync(cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (runs.Free is var free && free == 0)
            return false;
        var rows = await claims.ClaimExpiredAsync(free, stop);
        runs.Start(rows);
        return rows.Count == free;
    }
}
