using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Takes up the jobs of workers that gave no heartbeat for a lease.</summary>
public sealed class Rescuer(JobClaims claims, ClaimedRuns runs, Steadiness steadiness, DaemonOptions options, TimeProvider clock, ILogger<Rescuer> logger)
    : Daemon(options.RescueEvery, clock, logger)
{
    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (steadiness.IsUnsure || runs.Free == 0)
            return false;
        var rows = await claims.ClaimExpiredAsync(runs.Free, stop);
        runs.Start(rows);
        return rows.Count > 0;
    }
}
