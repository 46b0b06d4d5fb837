using BatchRouter.Jobs;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Running;

/// <summary>The job's id on every log line of its run.</summary>
public static class LogScopes
{
    private static readonly Func<ILogger, JobKey, IDisposable?> JobScope = LoggerMessage.DefineScope<JobKey>("job {Job}");

    public static IDisposable? Job(ILogger logger, JobKey key) => JobScope(logger, key);
}
