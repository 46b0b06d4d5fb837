using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Settling;

namespace BatchRouter.Running;

/// <summary>Port: the durable truth about jobs. Every write is "set X if it stands at Y under my lease", and returns after its commit.</summary>
[Port]
public interface IJobStore
{
    /// <summary>
    /// A new job with its decision and its first move, under this worker's lease; nothing where the job is known, or where its hold
    /// does not fit into a budget.
    /// </summary>
    Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop);

    /// <summary>An attempt's end and the job's next move. The end's money and answer are kept whatever becomes of the move.</summary>
    Task<AdvanceResult> AdvanceAsync(Turn turn, CancellationToken stop);

    /// <summary>Closes an unknown attempt's money, by evidence or by assuming the worst; nothing where it is unknown no more.</summary>
    Task ResolveAsync(Resolution resolution, CancellationToken stop);

    /// <summary>The world was told of the job's end. Rides in a later group, and nobody waits for it: its loss costs a repeated announcement.</summary>
    void MarkAnnounced(JobKey key);

    /// <summary>A message that never became a job; writing it again, announced, says that the world was told.</summary>
    Task RecordAsync(Rejection rejection, CancellationToken stop);
}

/// <summary>A job seen for the first time.</summary>
/// <param name="Job">As it was accepted.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Decision">The first.</param>
/// <param name="Move">Where it goes.</param>
/// <param name="CacheKey">Under which its answer may be served again; null, it may not.</param>
public sealed record Opening(BatchJob Job, DateTimeOffset ReceivedAt, Decision Decision, Move Move, byte[]? CacheKey = null);

/// <summary>What became of an opening.</summary>
public abstract record OpenResult
{
    private OpenResult() { }

    /// <summary>The job is this worker's.</summary>
    public sealed record Opened : OpenResult;

    /// <summary>The same message came before; its row is durable.</summary>
    public sealed record Duplicate : OpenResult;

    /// <summary>The JobId was used before with another body.</summary>
    public sealed record Conflict : OpenResult;

    /// <summary>Its hold fits into no room that a budget leaves: nothing was written.</summary>
    public sealed record OverBudget(BudgetRefusal Refusal) : OpenResult;
}

/// <summary>What became of a turn.</summary>
public abstract record AdvanceResult
{
    private AdvanceResult() { }

    /// <summary>The job stands where it was to go.</summary>
    public sealed record Advanced : AdvanceResult;

    /// <summary>Another holds the job now: its state was not touched.</summary>
    public sealed record LeaseLost : AdvanceResult;

    /// <summary>The next attempt's hold does not fit: the job stands where it stood, under this lease, and no attempt is under way.</summary>
    public sealed record OverBudget(BudgetRefusal Refusal) : AdvanceResult;
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
