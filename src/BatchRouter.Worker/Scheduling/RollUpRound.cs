using System.Diagnostics.CodeAnalysis;
using BatchRouter.Postgres.Rollups;
using Microsoft.Extensions.Logging;
using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>Rolls up what is new in the ledger.</summary>
[DisallowConcurrentExecution]
internal sealed partial class RollUpRound(RollupWriter rollups, ILogger<RollUpRound> logger) : IJob
{
    private readonly ILogger _logger = logger;

    [SuppressMessage("Design", "CA1031", Justification = "A round's boundary: Postgres may be away for a while, and the next round takes all that is new.")]
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var added = await rollups.RunAsync(cancellationToken);
            if (added > 0)
                LogAdded(added);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(340, LogLevel.Debug, "{Entries} entries rolled up")]
    private partial void LogAdded(long entries);

    [LoggerMessage(341, LogLevel.Warning, "The rollup could not be run and is tried again")]
    private partial void LogFault(Exception fault);
}
