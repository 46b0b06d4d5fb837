using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>
/// How long a simulated provider works on batches. The same shipment sent at the same minute takes the same time under every policy.
/// A mixture with a heavy tail: median 7 min, 90% within an hour, 2% over 24 h.
/// </summary>
internal sealed class BatchTimes(TraceWeather weather, ulong seed)
{
    /// <summary>Then it expires: what is answered is paid, the rest is not begun.</summary>
    public static TimeSpan ExpiresAfter { get; } = TimeSpan.FromHours(24);

    // Usual, slow, and never within the day.
    private const double UsualShare = 0.865;
    private const double SlowShare = 0.115;
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    // A cancelled batch ends within 10 minutes; one in fifty hangs for up to an hour.
    private const double HangingCancels = 0.02;
    private static readonly TimeSpan CancelTakes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan HangingTakes = TimeSpan.FromHours(1);

    /// <summary>The work in a shipment that leaves at a moment.</summary>
    /// <param name="key">Of the shipment: its most urgent job.</param>
    /// <param name="at">When it leaves.</param>
    public TimeSpan Work(int key, DateTimeOffset at)
    {
        var chance = Chance.Of(seed, Draw.Tracing, (ulong)Stream.Work, (ulong)key, (ulong)(at.UtcTicks / TimeSpan.TicksPerMinute));
        var kind = weather.IsOut(at) ? 1 : chance.Unit();
        var minutes = kind switch
        {
            < UsualShare => 6 * Math.Exp(0.8 * chance.Normal()),
            < UsualShare + SlowShare => 100 * Math.Exp(chance.Normal()),
            // A day to three.
            _ => 24 * 60 * Math.Pow(3, chance.Unit()),
        };
        var work = TimeSpan.FromMinutes(minutes);
        return work > Least ? work : Least;
    }

    /// <summary>When all of it would be answered, if it did not expire.</summary>
    public DateTimeOffset Done(int key, DateTimeOffset at) => weather.After(at, Work(key, at));

    /// <summary>Which part of the work is done when a row is answered: it waits in the queue for half of the time, then rows come evenly.</summary>
    public double Part(int job, int key) => 0.5 + 0.5 * Chance.Of(seed, Draw.Tracing, (ulong)Stream.Row, (ulong)job, (ulong)key).Unit();

    /// <summary>How long a cancelled batch goes on.</summary>
    public TimeSpan Cancelling(int key, DateTimeOffset at)
    {
        var chance = Chance.Of(seed, Draw.Tracing, (ulong)Stream.Cancel, (ulong)key, (ulong)(at.UtcTicks / TimeSpan.TicksPerMinute));
        return chance.Unit() < HangingCancels ? CancelTakes + (HangingTakes - CancelTakes) * chance.Unit() : CancelTakes * chance.Unit();
    }

    /// <summary>Where in the pause between two looks an end falls, 0 to 1.</summary>
    public double Overlooked(int key, DateTimeOffset at) => Chance.Of(seed, Draw.Tracing, (ulong)Stream.Look, (ulong)key, (ulong)at.UtcTicks).Unit();
}
