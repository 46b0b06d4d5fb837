using System.Diagnostics.CodeAnalysis;
using BatchRouter.Rescuing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>Runs rounds for ever, and outlives every fault of the world.</summary>
public sealed partial class Daemon<TRound>(TRound round, TimeProvider clock, ILogger<TRound> logger) : BackgroundService
    where TRound : IRound
{
    [SuppressMessage("Design", "CA1031", Justification = "A daemon's loop is the boundary: Postgres or the broker may be away for a while.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await round.RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault, typeof(TRound).Name);
            }

            if (!more)
                await Task.Delay(round.Every, clock, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    [LoggerMessage(300, LogLevel.Warning, "{Daemon} could not do its round and tries again")]
    private partial void LogFault(Exception fault, string daemon);
}
