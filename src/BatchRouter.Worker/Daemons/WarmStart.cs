using System.Diagnostics.CodeAnalysis;
using BatchRouter.Observing;
using BatchRouter.Postgres.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Tells a new worker how long calls took lately, beside its first work: nobody waits for it.</summary>
public sealed partial class WarmStart(RecentCalls recent, ObservedModels models, TimeProvider clock, ILogger<WarmStart> logger) : BackgroundService
{
    [SuppressMessage("Design", "CA1031", Justification = "A worker that learned nothing of the past measures for itself; the fault is logged.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var calls = await recent.ReadAsync(clock.GetUtcNow(), stoppingToken);
            models.Remember(calls);
            LogLearned(calls.Count);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(350, LogLevel.Debug, "{Calls} calls of the last days say how long models take")]
    private partial void LogLearned(int calls);

    [LoggerMessage(351, LogLevel.Warning, "How long calls took lately could not be read: expectations of the catalogue hold until enough was seen")]
    private partial void LogFault(Exception fault);
}
