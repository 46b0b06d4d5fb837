using BatchRouter.Lanes;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Policies;

/// <summary>
/// Knows the completion time of every shipment at every minute at which it might leave: it waits for the first minute that brings all of it in
/// time, or else for the one that brings the most. Same latest safe start, same cohorts, same limits.
/// </summary>
internal sealed class Clairvoyant(BatchTimes times, TraceWeather weather) : ILanePolicy
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LearnsEvery = TimeSpan.FromMinutes(15);
    private WayBack _wayBack;
    private DateTimeOffset _learnedAt = DateTimeOffset.MinValue;

    public string Name => LanePolicies.Clairvoyant;

    public bool ComesBack => true;

    public LanePlan Choose(TraceJob job, DateTimeOffset now, Experience past)
    {
        if (now - _learnedAt >= LearnsEvery)
            (_learnedAt, _wayBack) = (now, LearnedWayBack.At(now, past));
        return LanePlan.Until(_wayBack.LatestSafeStart(job.Deadline), now);
    }

    public DateTimeOffset DepartureOf(TracedShipment shipment, DateTimeOffset now)
    {
        var (best, most) = (shipment.LatestSafeStart, 0.0);
        for (var at = weather.Clear(now); at < shipment.LatestSafeStart; at = weather.Clear(at + Step))
        {
            var share = ShareInTime(shipment, at);
            if (share > most)
                (best, most) = (at, share);
            if (share >= 1)
                break;
        }

        return best;
    }

    private double ShareInTime(TracedShipment shipment, DateTimeOffset at)
    {
        var expires = at + BatchTimes.ExpiresAfter;
        var ends = shipment.LatestSafeStart < expires ? shipment.LatestSafeStart : expires;
        var work = times.Work(shipment.Key, at);
        if (weather.After(at, work) <= ends)
            return 1;
        return shipment.Jobs.Count(job => weather.After(at, work * times.Part(job.Number, shipment.Key)) <= ends) / (double)shipment.Jobs.Count;
    }
}
