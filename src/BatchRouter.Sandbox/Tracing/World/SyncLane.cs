using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>
/// The synchronous lane: first come, first served, at a limited rate that all rows share. A call takes 3 s (median) to 48 s (99.9%);
/// one in two hundred fails after a minute and is made again, at once and free of charge.
/// </summary>
internal sealed class SyncLane(TraceWeather weather, ulong seed)
{
    /// <summary>Calls begun per minute, as a small account has them: half as many again as a bulk needs.</summary>
    public const int PerMinute = 30;

    private const double Fails = 0.005;
    private static readonly TimeSpan FailsAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1) / PerMinute;
    private DateTimeOffset _free = DateTimeOffset.MinValue;

    /// <summary>Buys one answer. Calls must come by time.</summary>
    public SyncCall Call(int job, DateTimeOffset at)
    {
        var begins = weather.Light(at > _free ? at : _free);
        _free = begins + Between;
        var chance = Chance.Of(seed, Draw.Tracing, (ulong)Stream.Call, (ulong)job, (ulong)at.UtcTicks);
        var took = TimeSpan.Zero;
        while (chance.Unit() < Fails)
            took += FailsAfter;
        took += TimeSpan.FromSeconds(3 * Math.Exp(0.9 * chance.Normal()));
        return new SyncCall(begins, took, weather.Light(begins + took));
    }
}

/// <summary>One answer bought synchronously.</summary>
/// <param name="BegunAt">When its turn came.</param>
/// <param name="Took">From then on, failed calls before it included; what a blackout added does not count.</param>
/// <param name="AnsweredAt">When it was there.</param>
internal readonly record struct SyncCall(DateTimeOffset BegunAt, TimeSpan Took, DateTimeOffset AnsweredAt);
