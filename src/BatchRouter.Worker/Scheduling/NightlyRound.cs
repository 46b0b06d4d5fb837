using Microsoft.Extensions.Logging;
using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>Writes the report of the last UTC day that is over. One that fails is tried again: twelve times, every five minutes.</summary>
[DisallowConcurrentExecution]
[RetryPolicy(12, "00:05:00")]
internal sealed partial class NightlyRound(SchedulerOptions options, ILogger<NightlyRound> logger) : IJob
{
    private readonly ILogger _logger = logger;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var day = DayBefore(context.ScheduledFireTimeUtc ?? context.FireTimeUtc);
        await options.Report(day, cancellationToken);
        LogWritten(day);
    }

    /// <summary>The ledger's days are UTC days, whatever the schedule's time zone.</summary>
    internal static DateOnly DayBefore(DateTimeOffset due) => DateOnly.FromDateTime(due.UtcDateTime).AddDays(-1);

    [LoggerMessage(342, LogLevel.Information, "The report of {Day:O} is written")]
    private partial void LogWritten(DateOnly day);
}
