namespace BatchRouter.Rescuing;

/// <summary>
/// Whether this worker may take another's silence for death. Who was silent itself may have been so for want of Postgres, and the
/// others too: they are given a lease's time to speak up.
/// </summary>
public sealed class Steadiness(LeaseOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _lastBeat = clock.GetTimestamp();
    private long? _shakenAt;

    public bool IsUnsure
    {
        get
        {
            lock (_lock)
                return WasSilent || (_shakenAt is { } at && clock.GetElapsedTime(at) < options.Duration);
        }
    }

    // Two beats missed: another's last one may be a beat older than ours, and by then past its lease.
    private bool WasSilent => clock.GetElapsedTime(_lastBeat) > 2 * options.HeartbeatEvery;

    public void Beat()
    {
        lock (_lock)
        {
            if (WasSilent)
                _shakenAt = clock.GetTimestamp();
            _lastBeat = clock.GetTimestamp();
        }
    }
}
