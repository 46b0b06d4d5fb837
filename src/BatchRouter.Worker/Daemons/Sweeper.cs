using BatchRouter.Postgres.Leasing;
using BatchRouter.Running;
using BatchRouter.Worker.Announcing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Announces ends that a dead worker left unannounced.</summary>
public sealed class Sweeper(
    Unannounced unannounced, IAnnouncer announcer, Refusals refusals, IJobStore store, DaemonOptions options, TimeProvider clock, ILogger<Sweeper> logger)
    : Daemon(options.SweepEvery, clock, logger)
{
    private const int Round = 200;
    private readonly TimeProvider _clock = clock;

    protected override async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var before = _clock.GetUtcNow() - options.SweepAfter;
        var ended = await unannounced.FindAsync(before, Round, stop);
        await Task.WhenAll(ended.Select(announcement => AnnounceAsync(announcement, stop)));
        var rejected = await unannounced.FindRejectionsAsync(before, Round, stop);
        await Task.WhenAll(rejected.Select(rejection => refusals.AnnounceAsync(rejection, stop)));
        return ended.Count == Round || rejected.Count == Round;
    }

    private async Task AnnounceAsync(Announcement announcement, CancellationToken stop)
    {
        await announcer.AnnounceAsync(announcement, stop);
        store.MarkAnnounced(announcement.Key);
    }
}
