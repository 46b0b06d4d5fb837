namespace BatchRouter.Budgeting;

/// <summary>
/// A zone's clock, known only by its offset at an instant: what the framework says of invalid and ambiguous times leaves out zones
/// that changed their standard time. At most one change is looked for within 30 hours.
/// </summary>
internal readonly struct ZoneClock(TimeZoneInfo zone)
{
    // No offset is beyond 14 hours.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(15);

    /// <summary>What the clock shows.</summary>
    public DateTime Local(DateTimeOffset utc) => (utc + zone.GetUtcOffset(utc)).DateTime;

    /// <summary>The first instant at which the clock shows this time or a later one.</summary>
    public DateTimeOffset FirstInstant(DateTime local)
    {
        var asUtc = new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        var (low, high) = (asUtc - Reach, asUtc + Reach);
        var change = Change(low, high);
        var early = asUtc - zone.GetUtcOffset(low);
        if (change is null || early < change)
            return early;
        var late = asUtc - zone.GetUtcOffset(high);
        return late > change ? late : change.Value;
    }

    /// <summary>The instant from which on the offset differs, after <paramref name="low"/> and up to <paramref name="high"/>; null where both have the same.</summary>
    public DateTimeOffset? Change(DateTimeOffset low, DateTimeOffset high)
    {
        var before = zone.GetUtcOffset(low);
        if (zone.GetUtcOffset(high) == before)
            return null;
        var (same, other) = (low.UtcTicks, high.UtcTicks);
        while (other - same > 1)
        {
            var middle = same + ((other - same) / 2);
            if (zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == before)
                same = middle;
            else
                other = middle;
        }

        return new DateTimeOffset(other, TimeSpan.Zero);
    }
}
