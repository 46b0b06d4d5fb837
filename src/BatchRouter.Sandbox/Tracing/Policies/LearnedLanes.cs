using BatchRouter.Lanes;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>Ours: the domain's money rule on forecasts of the domain's book, which learns from the trace as it goes.</summary>
internal sealed class LearnedLanes : ILanePolicy
{
    /// <summary>Prices of one job. Only their ratio matters.</summary>
    public const long SyncNanoUsd = 1_000_000;

    public const long BatchNanoUsd = SyncNanoUsd / 2;

    private static readonly TimeSpan LearnsEvery = TimeSpan.FromMinutes(15);

    // Of a hundred rows called back, ten are believed to be charged twice, until it was seen.
    private const double BelievedRows = 100;
    private const double BelievedTwice = 10;

    // Shipments are small until they are not.
    private const int UsualRows = 20;

    private CompletionBook _book = CompletionBook.Empty;
    private WayBack _wayBack;
    private DateTimeOffset _learnedAt = DateTimeOffset.MinValue;

    public string Name => LanePolicies.Ours;

    public bool ComesBack => true;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past)
    {
        Learn(now, past);
        var window = _wayBack.LatestSafeStart(job.Deadline) - now;
        var chance = _book.For(TraceModel.Model.Provider.Name, TraceModel.Model.Name, UsualRows).Within(window);
        var twice = (BelievedTwice + past.ChargedTwice) / (BelievedRows + past.CalledBack);
        var verdict = LaneRule.Choose(new LaneQuestion(now, job.Deadline, _wayBack, SyncNanoUsd, BatchNanoUsd, chance, twice, null, 0));
        return new LanePlan(verdict.Lane, verdict.LatestSafeStart);
    }

    public double? Forecast(int rows, TimeSpan window) => _book.For(TraceModel.Model.Provider.Name, TraceModel.Model.Name, rows).Within(window);

    private void Learn(DateTimeOffset now, Experience past)
    {
        if (now - _learnedAt < LearnsEvery)
            return;
        _learnedAt = now;
        _book = CompletionBook.Learn(past.Samples(now), now);
        _wayBack = LearnedWayBack.At(now, past);
    }
}
