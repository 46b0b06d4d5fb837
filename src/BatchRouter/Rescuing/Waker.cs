namespace BatchRouter.Rescuing;

/// <summary>Takes up held jobs whose wake time came, or whose money did.</summary>
public sealed class Waker(IJobClaims claims, ClaimedRuns runs, RoundOptions options, TimeProvider clock) : IRound
{
    public TimeSpan Every => options.WakeEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var due = runs.Free is > 0 and var free ? await claims.ClaimDueAsync(clock.GetUtcNow(), free, stop) : [];
        runs.Start(due);
        var sides = runs.FreeForSides is > 0 and var room ? await claims.ClaimSidesAsync(clock.GetUtcNow(), room, stop) : [];
        runs.Start(sides);
        var funded = runs.Free is > 0 and var places ? await claims.ClaimFundedAsync(clock.GetUtcNow(), places, stop) : [];
        runs.Start(funded);
        return (runs.Free > 0 && due.Count + funded.Count > 0) || (runs.FreeForSides > 0 && sides.Count > 0);
    }
}
