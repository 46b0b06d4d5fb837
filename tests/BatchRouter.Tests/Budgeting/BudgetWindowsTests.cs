using System.Globalization;
using BatchRouter.Budgeting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class BudgetWindowsTests
{
    // Daylight saving both ways on both halves of the globe, at midnight (Sao Paulo, Havana), a minute after it (St. John's), by half an
    // hour (Lord Howe, Pyongyang), offsets of :45 (Kathmandu), a day left out (Apia), and none at all.
    private static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Pyongyang", "Pacific/Apia", "Etc/UTC",
    ];

    private static readonly DateTimeOffset From = new(1985, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<BudgetWindow> AnyKind = Gen.Enum<BudgetWindow>();

    private static readonly Gen<BudgetWindow> AnyCalendarKind = Gen.OneOf(BudgetWindow.Day, BudgetWindow.Week, BudgetWindow.Month);

    private static readonly Gen<(TimeZoneInfo Zone, DateTimeOffset At)> Anywhere = Gen.OneOf([.. Zones.Select(name => InZone(Zone(name)))]);

    [Fact]
    public void At_AnyInstant_LiesInExactlyOneWindow() =>
        Gen.Select(AnyKind, Anywhere, Gen.Double[0, 1]).Sample((kind, where, share) =>
        {
            var window = BudgetWindows.At(kind, where.Zone, where.At);
            Assert.True(window.Contains(where.At), $"{window} of {where}");
            Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (window.Start.Offset, window.End?.Offset ?? TimeSpan.Zero));
            // Whoever asks from anywhere within it, and in whatever offset, gets the same one.
            var end = window.End ?? To;
            var other = window.Start + ((end - window.Start) * share * 0.999_999);
            Assert.Equal(window, BudgetWindows.At(kind, where.Zone, other.ToOffset(TimeSpan.FromHours(-7))));
            Assert.Equal(window, BudgetWindows.At(kind, where.Zone, window.Start));
            Assert.Equal(window, BudgetWindows.At(kind, where.Zone, end.AddTicks(-1)));
        }, iter: 5_000);

    [Fact]
    public void At_ConsecutiveWindows_Touch() =>
        Gen.Select(AnyKind, Anywhere).Where((kind, _) => kind != BudgetWindow.Total).Sample((kind, where) =>
        {
            var window = BudgetWindows.At(kind, where.Zone, where.At);
            Assert.Equal(window.End, BudgetWindows.At(kind, where.Zone, window.End!.Value).Start);
            Assert.Equal(window.Start, BudgetWindows.At(kind, where.Zone, window.Start.AddTicks(-1)).End);
        }, iter: 5_000);

    // By stepping through the minutes before it, not by the arithmetic under test.
    [Fact]
    public void At_StartOfDayWeekOrMonth_IsTheFirstInstantOfALocalMidnightOfItsKind() =>
        Gen.Select(AnyCalendarKind, Anywhere).Sample((kind, where) =>
        {
            var window = BudgetWindows.At(kind, where.Zone, where.At);
            foreach (var boundary in (DateTimeOffset[])[window.Start, window.End!.Value])
            {
                var shown = TimeZoneInfo.ConvertTime(boundary, where.Zone).DateTime;
                var midnight = shown.Date;
                if (kind == BudgetWindow.Week)
                    Assert.Equal(DayOfWeek.Monday, midnight.DayOfWeek);
                if (kind == BudgetWindow.Month)
                    Assert.Equal(1, midnight.Day);
                for (var minutes = 1; minutes <= 26 * 60; minutes++)
                    Assert.True(TimeZoneInfo.ConvertTime(boundary.AddMinutes(-minutes), where.Zone).DateTime < midnight, $"{boundary:O} in {where.Zone.Id} is not the first");
                // Later than midnight only where the clock left midnight out.
                Assert.True(shown == midnight || where.Zone.GetUtcOffset(boundary) > where.Zone.GetUtcOffset(boundary.AddTicks(-1)), $"{boundary:O} in {where.Zone.Id} shows {shown:O}");
            }
        }, iter: 500);

    [Fact]
    public void At_Hour_BeginsAtAFullLocalHourOrWhereTheClockMoves_AndLastsAtMostAnHour() =>
        Anywhere.Sample(where =>
        {
            var window = BudgetWindows.At(BudgetWindow.Hour, where.Zone, where.At);
            Assert.InRange(window.End!.Value - window.Start, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
            foreach (var boundary in (DateTimeOffset[])[window.Start, window.End!.Value])
            {
                var isFull = TimeZoneInfo.ConvertTime(boundary, where.Zone).TimeOfDay.Ticks % TimeSpan.TicksPerHour == 0;
                Assert.True(isFull || where.Zone.GetUtcOffset(boundary) != where.Zone.GetUtcOffset(boundary.AddTicks(-1)), $"{boundary:O} in {where.Zone.Id}");
            }
        }, iter: 5_000);

    [Theory]
    // Month ends, leap years, and Monday to Monday.
    [InlineData(BudgetWindow.Month, "Etc/UTC", "2024-02-29T23:59:59Z", "2024-02-01T00:00Z", "2024-03-01T00:00Z")]
    [InlineData(BudgetWindow.Month, "Etc/UTC", "2026-02-28T23:59:59Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z")]
    [InlineData(BudgetWindow.Month, "Etc/UTC", "2026-12-31T23:59:59Z", "2026-12-01T00:00Z", "2027-01-01T00:00Z")]
    [InlineData(BudgetWindow.Day, "Etc/UTC", "2024-02-29T12:00Z", "2024-02-29T00:00Z", "2024-03-01T00:00Z")]
    [InlineData(BudgetWindow.Week, "Etc/UTC", "2026-11-22T23:59:59Z", "2026-11-16T00:00Z", "2026-11-23T00:00Z")]
    [InlineData(BudgetWindow.Week, "Etc/UTC", "2026-11-23T00:00Z", "2026-11-23T00:00Z", "2026-11-30T00:00Z")]
    // It is the zone's date that counts.
    [InlineData(BudgetWindow.Month, "America/New_York", "2026-03-01T04:59Z", "2026-02-01T05:00Z", "2026-03-01T05:00Z")]
    [InlineData(BudgetWindow.Day, "Asia/Kathmandu", "2026-11-22T18:15Z", "2026-11-22T18:15Z", "2026-11-23T18:15Z")]
    [InlineData(BudgetWindow.Hour, "Asia/Kathmandu", "2026-11-22T18:14Z", "2026-11-22T17:15Z", "2026-11-22T18:15Z")]
    // Berlin: days of 23 and 25 hours; the hour that comes twice is two windows.
    [InlineData(BudgetWindow.Day, "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData(BudgetWindow.Day, "Europe/Berlin", "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData(BudgetWindow.Month, "Europe/Berlin", "2026-03-31T21:59Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z")]
    [InlineData(BudgetWindow.Hour, "Europe/Berlin", "2026-10-25T00:30Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z")]
    [InlineData(BudgetWindow.Hour, "Europe/Berlin", "2026-10-25T01:30Z", "2026-10-25T01:00Z", "2026-10-25T02:00Z")]
    // Sao Paulo: midnight did not exist on 2018-11-04, and 23:00 came twice on 2018-02-17.
    [InlineData(BudgetWindow.Day, "America/Sao_Paulo", "2018-11-04T12:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z")]
    [InlineData(BudgetWindow.Day, "America/Sao_Paulo", "2018-02-18T02:30Z", "2018-02-17T02:00Z", "2018-02-18T03:00Z")]
    // Havana: midnight comes twice when summer ends; the day begins at the first.
    [InlineData(BudgetWindow.Day, "America/Havana", "2025-11-02T05:30Z", "2025-11-02T04:00Z", "2025-11-03T05:00Z")]
    // St. John's until 2011: a minute after midnight the clock went back to the day before; the new day had begun.
    [InlineData(BudgetWindow.Day, "America/St_Johns", "2010-11-07T03:00Z", "2010-11-07T02:30Z", "2010-11-08T03:30Z")]
    // Lord Howe moves by half an hour: the hour in which it moves is cut there.
    [InlineData(BudgetWindow.Hour, "Australia/Lord_Howe", "2026-04-04T14:59Z", "2026-04-04T14:00Z", "2026-04-04T15:00Z")]
    [InlineData(BudgetWindow.Hour, "Australia/Lord_Howe", "2026-04-04T15:10Z", "2026-04-04T15:00Z", "2026-04-04T15:30Z")]
    [InlineData(BudgetWindow.Hour, "Australia/Lord_Howe", "2026-04-04T15:40Z", "2026-04-04T15:30Z", "2026-04-04T16:30Z")]
    [InlineData(BudgetWindow.Hour, "Australia/Lord_Howe", "2026-10-03T15:40Z", "2026-10-03T15:30Z", "2026-10-03T16:00Z")]
    [InlineData(BudgetWindow.Hour, "Asia/Pyongyang", "2018-05-04T14:40Z", "2018-05-04T14:30Z", "2018-05-04T15:00Z")]
    // St. John's moved by a whole hour, a minute after a full one: its hours go on as they were.
    [InlineData(BudgetWindow.Hour, "America/St_Johns", "2010-11-07T02:30Z", "2010-11-07T02:30Z", "2010-11-07T03:30Z")]
    [InlineData(BudgetWindow.Hour, "America/St_Johns", "2010-11-07T02:31Z", "2010-11-07T02:30Z", "2010-11-07T03:30Z")]
    // Apia had no 30 December 2011: the 29th touches the 31st.
    [InlineData(BudgetWindow.Day, "Pacific/Apia", "2011-12-30T09:59Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z")]
    [InlineData(BudgetWindow.Day, "Pacific/Apia", "2011-12-30T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z")]
    [InlineData(BudgetWindow.Week, "Pacific/Apia", "2011-12-30T10:00Z", "2011-12-26T10:00Z", "2012-01-01T10:00Z")]
    public void At_NamedInstant_IsTheNamedWindow(BudgetWindow kind, string zone, string at, string start, string end) =>
        Assert.Equal(new WindowSpan(Utc(start), Utc(end)), BudgetWindows.At(kind, Zone(zone), Utc(at)));

    [Fact]
    public void At_Total_BeginsWithTheEpochAndNeverEnds() =>
        Assert.Equal(new WindowSpan(DateTimeOffset.UnixEpoch, null), BudgetWindows.At(BudgetWindow.Total, Zone("Asia/Kathmandu"), Some.Noon));

    // Most of what can be wrong is within hours of a change of the offset.
    private static Gen<(TimeZoneInfo Zone, DateTimeOffset At)> InZone(TimeZoneInfo zone)
    {
        var anytime = Gen.Long[From.Ticks, To.Ticks];
        var changes = Changes(zone).Select(change => change.Ticks).ToArray();
        if (changes.Length == 0)
            return anytime.Select(ticks => (zone, new DateTimeOffset(ticks, TimeSpan.Zero)));
        var anyChange = Gen.OneOf(changes);
        var nearAChange = Gen.Select(anyChange, Gen.Long[-30 * TimeSpan.TicksPerHour, 30 * TimeSpan.TicksPerHour]).Select((change, away) => change + away);
        return Gen.OneOf(anytime, anyChange, nearAChange).Select(ticks => (zone, new DateTimeOffset(ticks, TimeSpan.Zero)));
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    // To the minute; all changes of these years were at full minutes.
    private static List<DateTimeOffset> Changes(TimeZoneInfo zone)
    {
        var changes = new List<DateTimeOffset>();
        for (var day = From; day < To; day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) == zone.GetUtcOffset(day.AddDays(1)))
                continue;
            var minute = day;
            while (zone.GetUtcOffset(minute) == zone.GetUtcOffset(day))
                minute = minute.AddMinutes(1);
            changes.Add(minute);
        }

        return changes;
    }
}
