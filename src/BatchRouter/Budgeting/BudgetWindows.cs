using System.Diagnostics;

namespace BatchRouter.Budgeting;

/// <summary>
/// Which window an instant lies in. Days, weeks and months begin at local midnight; where that does not exist, at the first instant after
/// the gap; where it comes twice, at the first. An hour lasts an hour of real time, aligned to the zone's clock; where the zone moves by
/// part of an hour, the hour in which it moves is cut there. So every instant lies in exactly one window, and windows touch.
/// </summary>
public static class BudgetWindows
{
    private static readonly TimeSpan FullHour = TimeSpan.FromHours(1);

    /// <param name="kind">Which kind of window.</param>
    /// <param name="zone">Whose clock and calendar.</param>
    /// <param name="instant">From year 1 to 9999, but for the first and the last two months.</param>
    public static WindowSpan At(BudgetWindow kind, TimeZoneInfo zone, DateTimeOffset instant)
    {
        var clock = new ZoneClock(zone);
        var at = instant.ToUniversalTime();
        return kind switch
        {
            BudgetWindow.Hour => Hour(clock, at),
            BudgetWindow.Day => Days(clock, at, date => date, date => date.AddDays(1)),
            BudgetWindow.Week => Days(clock, at, Monday, monday => monday.AddDays(7)),
            BudgetWindow.Month => Days(clock, at, date => date.AddDays(1 - date.Day), first => first.AddMonths(1)),
            BudgetWindow.Total => new WindowSpan(DateTimeOffset.UnixEpoch, null),
            _ => throw new UnreachableException($"{kind} is no window"),
        };
    }

    private static DateTime Monday(DateTime date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));

    private static WindowSpan Hour(ZoneClock clock, DateTimeOffset at)
    {
        var local = clock.Local(at);
        var start = at.AddTicks(-(local.Ticks % FullHour.Ticks));
        var end = start + FullHour;
        return new WindowSpan(Cut(clock, start, at) ?? start, Cut(clock, at, end) ?? end);
    }

    // A clock that moves by whole hours keeps its full hours where they were.
    private static DateTimeOffset? Cut(ZoneClock clock, DateTimeOffset low, DateTimeOffset high)
    {
        var moved = clock.Local(high) - clock.Local(low) - (high - low);
        return moved.Ticks % FullHour.Ticks == 0 ? null : clock.Change(low, high);
    }

    private static WindowSpan Days(ZoneClock clock, DateTimeOffset at, Func<DateTime, DateTime> first, Func<DateTime, DateTime> next)
    {
        var date = first(clock.Local(at).Date);
        var start = clock.FirstInstant(date);
        for (; ; )
        {
            date = next(date);
            var end = clock.FirstInstant(date);
            if (at < end)
                return new WindowSpan(start, end);
            // A clock set back across midnight shows the day before once more; the new day goes on.
            start = end;
        }
    }
}
