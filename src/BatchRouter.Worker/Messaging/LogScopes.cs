using BatchRouter.Jobs;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Messaging;

/// <summary>The job's id on every log line of its run.</summary>
internal static class LogScopes
{
    private static readonly Func<ILogger, JobKey, IDisposable?> _job = LoggerMessage.DefineScope<JobKey>("job {Job}");

    public static IDisposable? Job(ILogger logger, JobKey key) => _job(logger, key);
}
