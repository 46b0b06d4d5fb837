namespace BatchRouter.Rescuing;

/// <summary>Takes up the jobs of workers that gave no heartbeat for a lease.</summary>
public sealed class Rescuer(IJobClaims claims, ClaimedRuns runs, Steadiness steadiness, RoundOptions options, TimeProvider clock) : IRound
{
    public TimeSpan Every => options.RescueEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        if (steadiness.IsUnsure || runs.Free == 0)
            return false;
        var rows = await claims.ClaimExpiredAsync(clock.GetUtcNow(), runs.Free, stop);
        runs.Start(rows);
        return rows.Count > 0;
    }
}
