using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>When the world stands still. In an outage no batch goes on, and one sent into it takes more than a day; in a blackout there are no synchronous calls either.</summary>
/// <param name="outages">Of the batch lane, blackouts included; apart, and by time.</param>
/// <param name="blackouts">Of every provider, by time.</param>
internal sealed class TraceWeather(IReadOnlyList<TimeWindow> outages, IReadOnlyList<TimeWindow> blackouts)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>On a tenth of the days begins an outage of 24 h, on a thirtieth a blackout of 24 h; at least one of each, none on neighbouring days.</summary>
    public static TraceWeather Of(TraceKind kind, int days, ulong seed)
    {
        if (kind == TraceKind.Stationary)
            return new TraceWeather([], []);
        var chance = Chance.Of(seed, Draw.Tracing, (ulong)Stream.Weather);
        var (dark, broken) = (Math.Max(1, days / 30), Math.Max(1, days / 10));
        var stretch = Math.Max(1, days / (dark + broken));
        var (outages, blackouts) = (new List<TimeWindow>(), new List<TimeWindow>());
        for (var i = 0; i < dark + broken; i++)
        {
            // Each in a stretch of its own, on its first days; the first days of a month are for learning.
            var day = i * stretch + Math.Min(stretch - 1, chance.Between(stretch / 3, Math.Max(stretch / 3, stretch - 3)));
            var from = TraceWorkload.Start + TimeSpan.FromDays(day) + TimeSpan.FromHours(12) * chance.Unit();
            var window = new TimeWindow(from, from + Lasts);
            outages.Add(window);
            if (i % (broken / dark + 1) == broken / dark)
                blackouts.Add(window);
        }

        return new TraceWeather(outages, blackouts);
    }

    public bool IsOut(DateTimeOffset at) => Covering(outages, at) is not null;

    /// <summary>The first moment from one on at which batches go on.</summary>
    public DateTimeOffset Clear(DateTimeOffset at) => Covering(outages, at)?.To ?? at;

    /// <summary>The first moment from one on at which some provider answers.</summary>
    public DateTimeOffset Light(DateTimeOffset at) => Covering(blackouts, at)?.To ?? at;

    /// <summary>Whether every provider was out at some time in a stretch.</summary>
    public bool WasDark(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var window in blackouts)
            if (window.From < to && from < window.To)
                return true;
        return false;
    }

    /// <summary>When so much work is done that begins at a moment: it stands still in outages.</summary>
    public DateTimeOffset After(DateTimeOffset at, TimeSpan work)
    {
        foreach (var window in outages)
        {
            if (window.To <= at)
                continue;
            if (at + work <= window.From)
                break;
            work -= window.From > at ? window.From - at : TimeSpan.Zero;
            at = window.To;
        }

        return at + work;
    }

    private static TimeWindow? Covering(IReadOnlyList<TimeWindow> windows, DateTimeOffset at)
    {
        foreach (var window in windows)
            if (window.From <= at && at < window.To)
                return window;
        return null;
    }
}

/// <summary>A stretch of time, its end not included.</summary>
internal sealed record TimeWindow(DateTimeOffset From, DateTimeOffset To);
