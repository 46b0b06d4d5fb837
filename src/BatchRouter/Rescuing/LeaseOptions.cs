namespace BatchRouter.Rescuing;

/// <summary>How long a silent worker keeps its jobs.</summary>
public sealed record LeaseOptions
{
    /// <summary>After this long without a heartbeat a worker's jobs may be taken over, 1 s to 10 min. Default 15 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two heartbeats: a third of the lease, so that two may be missed.</summary>
    public TimeSpan HeartbeatEvery => Duration / 3;
}
