using BatchRouter.Lanes;
using BatchRouter.Postgres.Reading;
using BatchRouter.Quoting;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Watching;

/// <summary>What is to be expected of a group's open jobs. Completion times are learned anew every half minute; the jobs are looked at each time.</summary>
internal sealed class GroupOutlook(OpenJobReader reader, ICompletions completions, TimeProvider clock)
{
    private static readonly TimeSpan LearnEvery = TimeSpan.FromSeconds(30);

    private CompletionBook _book = CompletionBook.Empty;
    private DateTimeOffset _learnedAt = DateTimeOffset.MinValue;

    public async Task<GroupLook> LookAsync(string group, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (now - _learnedAt >= LearnEvery)
            (_book, _learnedAt) = (CompletionBook.Learn(await completions.SinceAsync(now - CompletionRound.Memory, now, stop), now), now);
        // The watcher has no policy at hand: what they take unless they say otherwise.
        var open = await reader.ReadAsync(group, now, stop);
        return new GroupLook(open.Bunches.Sum(bunch => bunch.Jobs), GroupForecast.Of(open.Bunches, open.Pace, _book, now, RoutingPolicy.DefaultLateness), open.RemainingNanoUsd);
    }
}

/// <summary>What is open of a group, and what comes of it.</summary>
/// <param name="Open">Jobs.</param>
/// <param name="Forecast">Of them.</param>
/// <param name="RemainingNanoUsd">What they are expected to cost still.</param>
internal sealed record GroupLook(long Open, GroupForecast Forecast, long RemainingNanoUsd)
{
    /// <summary>The share of settled and open jobs that were in time or will be, 0 to 1; null, there are none.</summary>
    public double? OnTimeChance(JobCounts counts) => counts.Settled + Open == 0
        ? null
        // The two were not counted in the same instant.
        : Math.Round(Math.Min(1, (counts.Settled - counts.Late + Forecast.OnTimeJobs) / (counts.Settled + Open)), 6);
}
