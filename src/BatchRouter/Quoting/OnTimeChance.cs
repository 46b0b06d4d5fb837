using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Quoting;

/// <summary>The chance that a plan which begins now answers before the deadline. Pure.</summary>
public static class OnTimeChance
{
    /// <summary>
    /// In batch and flex: done there in time, or else the way back, which keeps to its promise: of its jobs no larger share is late than
    /// the policy allows. At once: as the observed or expected times of its steps say, each reached as often as the one before is not
    /// accepted; no more is promised of it either.
    /// </summary>
    /// <param name="steps">At least one, in their order.</param>
    /// <param name="slack">Until the deadline.</param>
    /// <param name="judge">How answers are accepted.</param>
    /// <param name="lateness">The share of jobs that may be late, 0 to 1.</param>
    public static double Of(IReadOnlyList<Candidate> steps, TimeSpan slack, Judge judge, double lateness)
    {
        if (slack <= TimeSpan.Zero)
            return 0;
        if (InLane(steps[0]) is { } inLane)
            return 1 - (1 - inLane) * lateness;
        var (chance, reach, p50, p99) = (0.0, 1.0, TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var goesOn = i == steps.Count - 1 ? 0 : 1 - (step.Quality * judge.AcceptsRight + (1 - step.Quality) * judge.AcceptsWrong);
            (p50, p99) = (p50 + step.TimeP50, p99 + step.TimeP99);
            chance += reach * (1 - goesOn) * NormalCurve.Within(p50, p99, slack);
            reach *= goesOn;
        }

        return Math.Min(chance, 1 - lateness);
    }

    /// <summary>The chance that a step's own lane has it before the latest safe start; null, it is bought at once.</summary>
    public static double? InLane(Candidate step) => step.Offer.Lane switch
    {
        Lane.Batch => step.Lanes?.Outlook?.BatchChance,
        Lane.Flex => step.Lanes?.Outlook?.FlexChance,
        _ => null,
    };
}
