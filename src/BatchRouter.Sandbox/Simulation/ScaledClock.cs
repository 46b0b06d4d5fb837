namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// A clock whose time of day runs faster from its start on; before it, and at scale 1, it tells the real time. Timers and timestamps stay real.
/// Processes that start it with one origin and one scale agree on the time.
/// </summary>
public sealed class ScaledClock : TimeProvider
{
    private readonly TimeProvider _real;
    private long _originTicks = long.MaxValue;

    /// <param name="scale">Scaled seconds in a real one, 1 or more.</param>
    /// <param name="real">Default: the system's clock.</param>
    public ScaledClock(double scale, TimeProvider? real = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        Scale = scale;
        _real = real ?? System;
    }

    public double Scale { get; }

    /// <summary>The real instant from which it runs faster; null, it was not started.</summary>
    public DateTimeOffset? Origin => Volatile.Read(ref _originTicks) is var ticks and < long.MaxValue ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <summary>Starts it, now or at an instant to come. The first start counts, later ones change nothing.</summary>
    public void Start(DateTimeOffset realOrigin) => Interlocked.CompareExchange(ref _originTicks, realOrigin.UtcTicks, long.MaxValue);

    public DateTimeOffset RealNow() => _real.GetUtcNow();

    public override DateTimeOffset GetUtcNow()
    {
        var now = _real.GetUtcNow();
        return Origin is { } origin && now > origin ? origin + (now - origin) * Scale : now;
    }

    /// <summary>How long a scaled span takes really: what a timer of this clock is set to.</summary>
    public TimeSpan ToReal(TimeSpan scaled) => Origin is { } origin && _real.GetUtcNow() >= origin ? scaled / Scale : scaled;

    public override long GetTimestamp() => _real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);
}
