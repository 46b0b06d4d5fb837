using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Running;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Rescuing;

/// <summary>Runs jobs that were taken over, beside those that the broker delivers; never more at once than their places.</summary>
public sealed partial class ClaimedRuns(
    JobRunner runner, IJobClaims claims, IStoredMessages messages, RoundOptions options, ILogger<ClaimedRuns> logger,
    CancellationToken hardStop)
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>How many more may be claimed now.</summary>
    public int Free => Math.Max(0, options.ClaimSize - _running.Count);

    /// <summary>How many side jobs may be claimed now: never more than half of the places, since whoever waits for an answer must not wait for them.</summary>
    public int FreeForSides => Math.Min(Free, Math.Max(1, options.ClaimSize / 2) - _running.Values.Count(isSide => isSide));

    public void Start(IReadOnlyList<ClaimedRow> rows)
    {
        foreach (var row in rows)
            Begin(row, stop => runner.ResumeAsync(row.With(messages.ReadAgain(row.Body)), stop));
    }

    /// <summary>Waits for a place, and begins; the task within ends when the job's run does.</summary>
    public async Task<Task> EnterAsync(ClaimedRow row, Func<CancellationToken, Task> live)
    {
        while (Free == 0)
            await Task.WhenAny(_running.Keys);
        return Begin(row, live);
    }

    /// <summary>Waits for what runs now.</summary>
    public Task FinishAsync() => Task.WhenAll(_running.Keys);

    private Task Begin(ClaimedRow row, Func<CancellationToken, Task> live)
    {
        var ended = new TaskCompletionSource();
        _running.TryAdd(ended.Task, row.Side is not null);
        _ = RunAsync(row, live, ended);
        return ended.Task;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a run: its lease is given up, and the rescuer takes the job up.")]
    private async Task RunAsync(ClaimedRow row, Func<CancellationToken, Task> live, TaskCompletionSource ended)
    {
        await Task.Yield();
        using var scope = LogScopes.Job(logger, row.Lease.Key);
        try
        {
            await live(hardStop);
        }
        catch (OperationCanceledException) when (hardStop.IsCancellationRequested)
        {
            LogReleased(row.Lease.Key.JobId);
        }
        catch (Exception fault)
        {
            LogFault(fault, row.Lease.Key.JobId);
            await AbandonAsync(fault is BrokenRunException broken ? broken.Lease : row.Lease);
        }
        finally
        {
            _running.TryRemove(ended.Task, out _);
            ended.SetResult();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The lease stays then, until this worker ends.")]
    private async Task AbandonAsync(Lease lease)
    {
        try
        {
            await claims.AbandonAsync(lease, hardStop);
        }
        catch (Exception fault)
        {
            LogFault(fault, lease.Key.JobId);
        }
    }

    [LoggerMessage(310, LogLevel.Information, "Job {JobId} released to another worker")]
    private partial void LogReleased(Guid jobId);

    [LoggerMessage(311, LogLevel.Error, "Job {JobId} could not go on")]
    private partial void LogFault(Exception fault, Guid jobId);
}
