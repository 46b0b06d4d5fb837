using Microsoft.Extensions.Hosting;

namespace BatchRouter.Worker.Daemons;

/// <summary>
/// The end of a worker. Its drain time runs from the moment it is told to stop; what did not finish by then is left to whoever takes
/// it over.
/// </summary>
public sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _hard = new();
    private readonly TimeSpan _time;
    private readonly TimeProvider _clock;
    private long? _toldAt;

    public Drain(TimeSpan time, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        (_time, _clock) = (time, clock);
        lifetime.ApplicationStopping.Register(() => _toldAt = clock.GetTimestamp());
    }

    /// <summary>Cancelled when the drain time is over.</summary>
    public CancellationToken Hard => _hard.Token;

    /// <summary>What is left of the drain time.</summary>
    public TimeSpan Left => _toldAt is { } at && _time - _clock.GetElapsedTime(at) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Release() => _hard.Cancel();

    public void Dispose() => _hard.Dispose();
}
