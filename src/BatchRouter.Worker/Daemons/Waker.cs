using BatchRouter.Postgres.Leasing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Takes up held jobs whose wake time came.</summary>
public sealed class Waker(JobClaims claims, ClaimedRuns runs, DaemonOptions options, TimeProvider clock, ILogger<Waker> logger)
    : Daemon(options.WakeEvery, clock, logger)
{
    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (runs.Free is var free && free == 0)
            return false;
        var rows = await claims.ClaimDueAsync(_clock.GetUtcNow(), free, stop);
        runs.Start(rows);
        return rows.Count == free;
    }
}
