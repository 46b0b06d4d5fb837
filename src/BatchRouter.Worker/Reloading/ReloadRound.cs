using BatchRouter.Postgres.Budgeting;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Reloading;

/// <summary>
/// Looks at the configuration files by their content; watching for events is unreliable on mounts. What is valid takes effect from the next
/// decision on, catalogue and policy together; what is not changes nothing, and is complained about once.
/// </summary>
public sealed partial class ReloadRound(
    ConfigurationText started, LiveRouter live, BudgetStore budgets, ReloadMeter meter, RoundOptions options, TimeProvider clock, ILogger<ReloadRound> logger)
    : IRound
{
    private ConfigurationText? _current;
    private bool _hasBudgetsToSet;
    private string? _doubtful;
    private string? _refused;

    public TimeSpan Every => options.ReloadEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (_current is null)
        {
            _current = started;
            LogRuns(live.Current.Catalog.Version, live.Current.Policy.Version);
        }

        Look(_current);
        if (!_hasBudgetsToSet)
            return false;
        await budgets.ApplyAsync(live.Current.Policy.Budgets, clock.GetUtcNow(), stop);
        _hasBudgetsToSet = false;
        return false;
    }

    private void Look(ConfigurationText current)
    {
        try
        {
            var text = current.Source.Read();
            if (text.Mark == current.Mark)
                (_doubtful, _refused) = (null, null);
            else if (text.Mark != _refused)
                Take(text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Doubt(fault.Message, "unreadable", fault.Message);
        }
    }

    private void Take(ConfigurationText text)
    {
        try
        {
            var router = text.Load();
            live.Swap(router);
            (_current, _hasBudgetsToSet, _doubtful, _refused) = (text, true, null, null);
            meter.Count("applied");
            LogApplied(router.Catalog.Version, router.Policy.Version);
        }
        catch (ConfigurationException fault)
        {
            Doubt(text.Mark, "invalid", fault.Message);
        }
    }

    // Somebody may be writing just now: only what still stands there at the next look is an error.
    private void Doubt(string mark, string outcome, string problem)
    {
        if (mark == _refused)
            return;
        if (mark != _doubtful)
        {
            _doubtful = mark;
            return;
        }

        _refused = mark;
        meter.Count(outcome);
        LogRefused(problem, live.Current.Catalog.Version, live.Current.Policy.Version);
    }

    [LoggerMessage(350, LogLevel.Information, "This worker runs catalogue {Catalog} and policy {Policy}")]
    private partial void LogRuns(string catalog, string policy);

    [LoggerMessage(351, LogLevel.Information, "The configuration changed: from the next decision on, catalogue {Catalog} and policy {Policy}")]
    private partial void LogApplied(string catalog, string policy);

    [LoggerMessage(352, LogLevel.Error, "The changed configuration is not used, catalogue {Catalog} and policy {Policy} stay: {Problem}")]
    private partial void LogRefused(string problem, string catalog, string policy);
}
