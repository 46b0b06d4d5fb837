using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>Everything a scheduler is composed from.</summary>
public sealed record SchedulerOptions
{
    /// <summary>The nightly report's schedule where none is given: 02:00.</summary>
    public const string DefaultNightly = "0 0 2 * * ?";

    /// <summary>Npgsql connection string.</summary>
    public required string Postgres { get; init; }

    /// <summary>Writes the report of one UTC day that is over; may be called again for the same day.</summary>
    public required Func<DateOnly, CancellationToken, Task> Report { get; init; }

    /// <summary>How often new entries are rolled up; 10 s.</summary>
    public TimeSpan RollUpEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When the nightly report is due, as a cron expression of Quartz: seconds, minutes, hours, day, month, weekday.</summary>
    public string Nightly { get; init; } = DefaultNightly;

    /// <summary>The time zone of <see cref="Nightly"/>; UTC.</summary>
    public TimeZoneInfo NightlyTimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// How often a scheduler shows that it lives; 5 s. Another takes over what a silent one had begun after about twice that time.
    /// </summary>
    public TimeSpan CheckInEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for a run that is under way; 10 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a text can stand in <see cref="Nightly"/>.</summary>
    public static bool IsCron(string text) => CronExpression.TryParse(text, out _);
}
