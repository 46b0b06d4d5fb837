namespace BatchRouter.Rescuing;

/// <summary>Keeps this worker's leases alive.</summary>
public sealed class HeartbeatRound(IWorkerLease lease, LeaseOptions options, Steadiness steadiness) : IRound
{
    public TimeSpan Every => options.HeartbeatEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        await lease.BeatAsync(stop);
        steadiness.Beat();
        return false;
    }
}
