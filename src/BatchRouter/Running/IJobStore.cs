using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Settling;

namespace BatchRouter.Running;

/// <summary>Port: the durable truth about jobs. Every write is "set X if it stands at Y under my lease", and returns after its commit.</summary>
public interface IJobStore
{
    /// <summary>A new job with its decision and its first move, under this worker's lease; nothing where the job is known.</summary>
    Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop);

    /// <summary>An attempt's end and the job's next move. False: the lease was lost; money and answer are kept, the job's state is not touched.</summary>
    Task<bool> AdvanceAsync(Turn turn, CancellationToken stop);

    /// <summary>The world was told of the job's end. Rides in a later group, and nobody waits for it: its loss costs a repeated announcement.</summary>
    void MarkAnnounced(JobKey key);

    /// <summary>A message that never became a job; writing it again, announced, says that the world was told.</summary>
    Task RecordAsync(Rejection rejection, CancellationToken stop);
}

/// <summary>A job seen for the first time.</summary>
public sealed record Opening(BatchJob Job, DateTimeOffset ReceivedAt, Decision Decision, Move Move);

/// <summary>What became of an opening.</summary>
public enum OpenResult
{
    /// <summary>The job is this worker's.</summary>
    Opened,

    /// <summary>The same message came before; its row is durable.</summary>
    Duplicate,

    /// <summary>The JobId was used before with another body.</summary>
    Conflict,
}

/// <summary>One commit in a job's life after its opening.</summary>
/// <param name="Lease">What the writer believes to hold.</param>
/// <param name="Ended">The attempt that ended, if one did.</param>
/// <param name="Decision">The decision behind the move, if one was made.</param>
/// <param name="Move">Where the job goes.</param>
/// <param name="At">When, by the worker's clock.</param>
public sealed record Turn(Lease Lease, AttemptEnd? Ended, Decision? Decision, Move Move, DateTimeOffset At);

/// <summary>A job as its holder knows it: the state it stands at, and the fence that every write raises by one.</summary>
public readonly record struct Lease(JobKey Key, JobState State, long Fence);
