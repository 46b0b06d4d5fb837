using BatchRouter.Running;

namespace BatchRouter.Drifting;

/// <summary>Port: publishes the beginning or the end of a drift, and returns when the broker has confirmed it. May be called twice for one.</summary>
[Port]
public interface IDriftAnnouncer
{
    Task AnnounceAsync(UntoldDrift drift, CancellationToken stop);
}
