using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Running;
using BatchRouter.Worker.Messaging;
using BatchRouter.Worker.Submitting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Runs jobs that were taken over, beside those that the broker delivers; never more at once than their places.</summary>
public sealed partial class ClaimedRuns(JobRunner runner, SubmissionReader reader, DaemonOptions options, Drain drain, ILogger<ClaimedRuns> logger)
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>How many more may be claimed now.</summary>
    public int Free => Math.Max(0, options.ClaimSize - _running.Count);

    public void Start(IReadOnlyList<ClaimedRow> rows)
    {
        foreach (var row in rows)
        {
            var run = RunAsync(row);
            _running.TryAdd(run, 0);
            run.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for what runs.</summary>
    public Task FinishAsync(CancellationToken stop) => Task.WhenAll(_running.Keys).WaitAsync(stop);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a run: the job's row still stands under its lease, and the rescuer takes it up.")]
    private async Task RunAsync(ClaimedRow row)
    {
        await Task.Yield();
        using var scope = LogScopes.Job(logger, row.Lease.Key);
        try
        {
            await runner.ResumeAsync(row.With(reader.ReadAgain(row.Body)), drain.Hard);
        }
        catch (OperationCanceledException) when (drain.Hard.IsCancellationRequested)
        {
            LogReleased(row.Lease.Key.JobId);
        }
        catch (Exception fault)
        {
            LogFault(fault, row.Lease.Key.JobId);
        }
    }

    [LoggerMessage(310, LogLevel.Information, "Job {JobId} released to another worker")]
    private partial void LogReleased(Guid jobId);

    [LoggerMessage(311, LogLevel.Error, "Job {JobId} could not go on")]
    private partial void LogFault(Exception fault, Guid jobId);
}
