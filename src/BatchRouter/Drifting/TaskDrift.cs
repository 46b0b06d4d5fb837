namespace BatchRouter.Drifting;

/// <summary>One measurement of a task, as it is stored.</summary>
/// <param name="Task">The jobs' task.</param>
/// <param name="Audits">How many it rests on.</param>
/// <param name="Through">When the newest of them was concluded.</param>
/// <param name="Measure">Null where a switch ended the drift before there were audits enough.</param>
/// <param name="IsDrifting">How the task stands from then on.</param>
/// <param name="HasChanged">A drift began or ended: the world is told.</param>
/// <param name="Reason">Why.</param>
public sealed record TaskDrift(
    string Task, int Audits, DateTimeOffset? Through, DriftMeasure? Measure, bool IsDrifting, bool HasChanged, string? Reason)
{
    /// <summary>What follows from a window; null, nothing can be said of it.</summary>
    /// <param name="window">Of one task.</param>
    /// <param name="limits">Of the task.</param>
    /// <param name="target">The task's quality, 0..1.</param>
    public static TaskDrift? Of(TaskWindow window, DriftSettings limits, double target)
    {
        var wasDrifting = window is { IsDrifting: true, HasSwitched: false };
        if (window.Audits.Count < DriftSettings.LeastAudits)
            return window is { IsDrifting: true, HasSwitched: true }
                ? new TaskDrift(window.Task, window.Audits.Count, window.Through, null, false, true, "another version is in use: audits of its own answers will judge it")
                : null;
        var measure = DriftMeasure.Of(window.Audits);
        var verdict = DriftRule.Judge(measure, limits, target, wasDrifting);
        return new TaskDrift(
            window.Task, window.Audits.Count, window.Through, measure, verdict.IsDrifting, verdict.IsDrifting != window.IsDrifting, verdict.Reason);
    }
}

/// <summary>A stored beginning or end of which the world was perhaps not told.</summary>
public sealed record UntoldDrift(long Number, DateTimeOffset At, TaskDrift Drift);

/// <summary>How a task stands, for whoever decides and measures.</summary>
/// <param name="IsDrifting">The stronger default is taken.</param>
/// <param name="CalibrationError">Null, not measured.</param>
/// <param name="AcceptedQuality">Null, not measured.</param>
public sealed record DriftStanding(bool IsDrifting, double? CalibrationError, double? AcceptedQuality);
