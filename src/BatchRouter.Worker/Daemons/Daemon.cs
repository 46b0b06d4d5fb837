using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>A small loop that does one thing every so often, and outlives every fault of the world.</summary>
public abstract partial class Daemon(TimeSpan every, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>One round; true, there may be more at once.</summary>
    protected abstract Task<bool> RunOnceAsync(CancellationToken stop);

    [SuppressMessage("Design", "CA1031", Justification = "A daemon's loop is the boundary: Postgres or the broker may be away for a while.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault, GetType().Name);
            }

            if (!more)
                await Task.Delay(every, clock, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    [LoggerMessage(300, LogLevel.Warning, "{Daemon} could not do its round and tries again")]
    private partial void LogFault(Exception fault, string daemon);
}
