using BatchRouter.Rescuing;
using BatchRouter.Running;

namespace BatchRouter.Cancelling;

/// <summary>Port: groups of which nothing more is to be bought.</summary>
[Port]
public interface ICancelledGroups
{
    Task<IReadOnlySet<string>> ReadAsync(CancellationToken stop);
}

/// <summary>Brings cancelled groups to the jobs that run here.</summary>
public sealed class CancelRound(ICancelledGroups stored, CancelledGroups groups, RoundOptions options) : IRound
{
    public TimeSpan Every => options.CancelEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        groups.Swap(await stored.ReadAsync(stop));
        return false;
    }
}
