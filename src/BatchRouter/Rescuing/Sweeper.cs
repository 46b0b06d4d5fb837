using System.Diagnostics.CodeAnalysis;
using BatchRouter.Running;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Rescuing;

/// <summary>Announces ends that a dead worker left unannounced.</summary>
public sealed partial class Sweeper(
    IUnannounced unannounced, IAnnouncer announcer, Refusals refusals, IJobStore store, RoundOptions options, TimeProvider clock, ILogger<Sweeper> logger)
    : IRound
{
    private const int Round = 200;

    public TimeSpan Every => options.SweepEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var before = clock.GetUtcNow() - options.SweepAfter;
        var ended = await unannounced.FindAsync(before, Round, stop);
        var told = await Task.WhenAll(ended.Select(announcement => TryAsync(announcement.Key.JobId, () => AnnounceAsync(announcement, stop), stop)));
        var rejected = await unannounced.FindRejectionsAsync(before, Round, stop);
        told = [.. told, .. await Task.WhenAll(rejected.Select(rejection => TryAsync(rejection.JobId, () => refusals.AnnounceAsync(rejection, stop), stop)))];
        return (ended.Count == Round || rejected.Count == Round) && told.All(was => was);
    }

    // One end that cannot be told never keeps its neighbours from being told.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of one announcement: its row stays unannounced, and the next round tries again.")]
    private async Task<bool> TryAsync(Guid jobId, Func<Task> announce, CancellationToken stop)
    {
        try
        {
            await announce();
            return true;
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            LogFault(fault, jobId);
            return false;
        }
    }

    [LoggerMessage(320, LogLevel.Error, "The end of job {JobId} could not be told")]
    private partial void LogFault(Exception fault, Guid jobId);

    private async Task AnnounceAsync(Announcement announcement, CancellationToken stop)
    {
        await announcer.AnnounceAsync(announcement, stop);
        store.MarkAnnounced(announcement.Key);
    }
}
