using BatchRouter.Lanes;

namespace BatchRouter.Quoting;

/// <summary>
/// When the open jobs of a group will have ended, and how many of them in time. Shipments are taken as independent of each other, so that
/// the end is rather too late than too early where they come slowly together. Pure.
/// </summary>
/// <param name="OnTimeJobs">How many of the open jobs are to be expected in time.</param>
/// <param name="End">The time by which all have ended with a chance of one half; null, none is open.</param>
/// <param name="End95">The same with a chance of 95%.</param>
public sealed record GroupForecast(double OnTimeJobs, DateTimeOffset? End, DateTimeOffset? End95)
{
    /// <param name="open">All that is open.</param>
    /// <param name="pace">How fast jobs end that are bought at once.</param>
    /// <param name="book">How long batches take.</param>
    /// <param name="now">The moment.</param>
    /// <param name="lateness">The share of jobs that the way back may have late, 0 to 1.</param>
    public static GroupForecast Of(IReadOnlyList<OpenBunch> open, EndingPace pace, CompletionBook book, DateTimeOffset now, double lateness)
    {
        var queued = open.Where(bunch => BunchForecast.IsQueued(bunch)).Sum(bunch => bunch.Jobs);
        var forecasts = open.Select(bunch => new BunchForecast(bunch, queued, pace, book, now)).ToList();
        var inTime = forecasts.Sum(forecast => forecast.Jobs * forecast.OnTime(lateness));
        return new GroupForecast(inTime, EndBy(forecasts, 0.5, now), EndBy(forecasts, 0.95, now));
    }

    // By halves, to the second: the chance only rises with time.
    private static DateTimeOffset? EndBy(List<BunchForecast> forecasts, double chance, DateTimeOffset now)
    {
        if (forecasts.Count == 0)
            return null;
        var (early, late) = (now, forecasts.Max(forecast => forecast.SurelyBy));
        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = early + (late - early) / 2;
            if (forecasts.Aggregate(1.0, (all, forecast) => all * forecast.EndedBy(middle)) < chance)
                early = middle;
            else
                late = middle;
        }

        return late;
    }
}

/// <summary>How many jobs of the group that were bought at once ended lately.</summary>
/// <param name="Ended">How many.</param>
/// <param name="Within">In which time, back from now; more than zero.</param>
public readonly record struct EndingPace(long Ended, TimeSpan Within)
{
    /// <summary>How long a number of them takes at this pace; null, none ended, and nothing is known.</summary>
    public TimeSpan? TimeOf(double jobs) => Ended > 0 ? Within * (jobs / Ended) : null;
}
