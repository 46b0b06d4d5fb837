using BatchRouter.Worker.Scheduling;
using Xunit;

namespace BatchRouter.Tests.Scheduling;

public sealed class SchedulesTests
{
    private static readonly SchedulerOptions Options = new() { Postgres = "", Report = (_, _) => Task.CompletedTask };

    [Fact]
    public void FiresAlike_OnlyWhereIntervalCronAndZoneAreTheSame()
    {
        Assert.All(Enumerable.Range(0, 2), i => Assert.True(Alike(i, Options, Options with { CheckInEvery = TimeSpan.FromSeconds(1) })));
        Assert.False(Alike(0, Options, Options with { RollUpEvery = TimeSpan.FromSeconds(11) }));
        Assert.False(Alike(1, Options, Options with { Nightly = "0 0 3 * * ?" }));
        Assert.False(Alike(1, Options, Options with { NightlyTimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") }));
    }

    [Theory]
    [InlineData("2026-11-23T02:00:00Z", "2026-11-22")]
    // Two in the morning in Tokyo: the UTC day of the 22nd is not over yet.
    [InlineData("2026-11-23T02:00:00+09:00", "2026-11-21")]
    [InlineData("2026-11-23T02:00:00-08:00", "2026-11-22")]
    public void DayBefore_IsTheLastUtcDayThatIsOver(string due, string day) => Assert.Equal(
        DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
        NightlyRound.DayBefore(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)));

    private static bool Alike(int i, SchedulerOptions one, SchedulerOptions other) =>
        Schedules.FiresAlike(Schedules.Of(one, TimeProvider.System)[i].Trigger, Schedules.Of(other, TimeProvider.System)[i].Trigger);
}
