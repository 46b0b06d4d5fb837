namespace BatchRouter.Observing;

/// <summary>One model's times: of each hour of the day, and of all hours lately. Not safe for many threads.</summary>
internal sealed class CallTimes
{
    /// <summary>Fewer calls do not replace the catalogue's expectation.</summary>
    public const double LeastCalls = 30;

    // The same hour of yesterday counts half; of all hours, the last one does.
    private static readonly TimeSpan HourHalfLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan LatelyHalfLife = TimeSpan.FromHours(1);

    private readonly TimeHistogram?[] _hours = new TimeHistogram?[24];
    private readonly TimeHistogram _lately = new(LatelyHalfLife);

    public void Add(TimeSpan elapsed, DateTimeOffset at)
    {
        (_hours[at.UtcDateTime.Hour] ??= new TimeHistogram(HourHalfLife)).Add(elapsed, at);
        _lately.Add(elapsed, at);
    }

    /// <summary>Of this hour of the day where enough was seen in it, else of all hours lately; null, too little of both.</summary>
    public (TimeSpan P50, TimeSpan P99)? At(DateTimeOffset now) =>
        Of(_hours[now.UtcDateTime.Hour], now) ?? Of(_lately, now);

    // Half a call of grace: what faded since a moment ago still counts.
    private static (TimeSpan P50, TimeSpan P99)? Of(TimeHistogram? times, DateTimeOffset now) =>
        times is not null && times.Weight(now) >= LeastCalls - 0.5 ? (times.P50, times.P99) : null;
}
