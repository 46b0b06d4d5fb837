using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>Port: whether a message was accepted before.</summary>
[Port]
public interface IAcceptedMessages
{
    /// <summary>True, a job with this body has its row.</summary>
    Task<bool> WasAcceptedAsync(Rejection rejection, CancellationToken stop);
}
