using BatchRouter.Rescuing;
using BatchRouter.Routing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Drifting;

/// <summary>Measures tasks against their audits, and tells of drifts that began or ended. Any number of workers: one of them at a time.</summary>
public sealed partial class DriftRound(
    IDriftLog log, IDriftAnnouncer announcer, LiveRouter live, DriftMeter meter, RoundOptions options, ILogger<DriftRound> logger) : IRound
{
    private const int MostUntold = 50;
    private readonly ILogger _logger = logger;

    public TimeSpan Every => options.DriftEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (await log.TakeTurnAsync(options.DriftEvery, DriftSettings.Window, stop) is not { } windows)
            return false;
        foreach (var window in windows)
            await MeasureAsync(window, stop);
        foreach (var untold in await log.UntoldAsync(MostUntold, stop))
        {
            await announcer.AnnounceAsync(untold, stop);
            await log.ToldAsync(untold.Number, stop);
        }

        return false;
    }

    private async Task MeasureAsync(TaskWindow window, CancellationToken stop)
    {
        var task = live.Current.Policy.TaskFor(window.Task);
        if (TaskDrift.Of(window, task.Drift, task.Quality) is not { } drift)
            return;
        if (!await log.AddAsync(drift, window.After, stop) || !drift.HasChanged)
            return;
        if (drift.IsDrifting)
        {
            meter.Began(window.Task);
            LogBegan(window.Task, drift.Reason ?? "");
        }
        else
        {
            LogEnded(window.Task, drift.Reason ?? "");
        }
    }

    [LoggerMessage(360, LogLevel.Warning, "Task {Task} drifts, the stronger default is taken: {Reason}")]
    private partial void LogBegan(string task, string reason);

    [LoggerMessage(361, LogLevel.Information, "Task {Task} no longer drifts: {Reason}")]
    private partial void LogEnded(string task, string reason);
}
