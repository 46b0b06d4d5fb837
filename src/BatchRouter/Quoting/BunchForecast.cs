using BatchRouter.Jobs;
using BatchRouter.Lanes;

namespace BatchRouter.Quoting;

/// <summary>
/// The end of one bunch. In batch: as its curve says at its age, until the latest safe start; what is not done then goes the way back,
/// which ends by the deadline. Bought at once: all that wait for it are one queue, and end at the pace of the last minute; that pace is a
/// count, and as uncertain as counts are.
/// </summary>
internal sealed class BunchForecast(OpenBunch bunch, long queued, EndingPace pace, CompletionBook book, DateTimeOffset now)
{
    private const double SurelySpreads = 5;

    public long Jobs => bunch.Jobs;

    /// <summary>When its end is out of question.</summary>
    public DateTimeOffset SurelyBy
    {
        get
        {
            var deadline = bunch.LastDeadline > now ? bunch.LastDeadline : now;
            return IsQueued(bunch) && Queue() is { } queue ? Later(now + queue.Mean + SurelySpreads * queue.Spread, bunch.WakeAt) : deadline;
        }
    }

    /// <summary>Whether nothing but a worker's time stands between it and its end.</summary>
    public static bool IsQueued(OpenBunch bunch) => bunch.IsEnded || bunch.State is not (JobState.Parked or JobState.Shipped);

    /// <summary>The chance that all of it has ended by a time.</summary>
    public double EndedBy(DateTimeOffset time)
    {
        if (time >= SurelyBy)
            return 1;
        if (IsQueued(bunch))
            return time >= (bunch.WakeAt ?? now) && Queue() is { } queue ? NormalCurve.Below((time - now - queue.Mean) / queue.Spread) : 0;
        return InLaneBy(time);
    }

    /// <summary>The chance of one of its jobs to be in time.</summary>
    public double OnTime(double lateness)
    {
        if (bunch.FirstDeadline <= now)
            return 0;
        if (!IsQueued(bunch))
            return 1 - (1 - InLaneBy(bunch.FirstDeadline)) * lateness;
        // Wherever in the queue it stands.
        var window = bunch.FirstDeadline - Later(now, bunch.WakeAt);
        return pace.TimeOf(queued) is { } all ? Math.Min(Math.Max(0, window / all), 1 - lateness) : 1 - lateness;
    }

    private double InLaneBy(DateTimeOffset time)
    {
        if (bunch.IsCalledBack || bunch.LatestSafeStart is not { } safe || safe <= now)
            return 0;
        var window = (time < safe ? time : safe) - now;
        var curve = bunch.Rows > 0 ? book.For(bunch.Provider!, bunch.Model!, bunch.Rows) : book.For(bunch.Provider!, bunch.Model!);
        if (bunch.SentAt is { } sentAt)
            return curve.WithinGiven(sentAt < now ? now - sentAt : TimeSpan.Zero, window);
        var waits = bunch.LeavesBy is { } leaves && leaves > now ? leaves - now : TimeSpan.Zero;
        return window > waits ? curve.Within(window - waits) : 0;
    }

    // So many ends, at a pace that was counted: both have the spread of counts.
    private (TimeSpan Mean, TimeSpan Spread)? Queue() =>
        pace.TimeOf(queued) is { } mean ? (mean, mean * Math.Sqrt(1.0 / queued + 1.0 / pace.Ended)) : null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
