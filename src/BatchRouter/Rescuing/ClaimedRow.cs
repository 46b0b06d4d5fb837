using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Rescuing;

/// <summary>A job taken over, with its message still to be read.</summary>
/// <param name="Lease">This worker's.</param>
/// <param name="Body">The message as it was accepted, UTF-8 JSON.</param>
/// <param name="Rescues">How often a worker died over it.</param>
/// <param name="Waits">How often it was held.</param>
/// <param name="Decisions">Decisions stored.</param>
/// <param name="Attempts">All attempts so far.</param>
public sealed record ClaimedRow(
    Lease Lease, ReadOnlyMemory<byte> Body, int Rescues, int Waits, int Decisions, IReadOnlyList<PastAttempt> Attempts)
{
    /// <summary>What it is for beside somebody's own work: no message says so, only its row.</summary>
    public Side? Side { get; init; }

    /// <summary>Nothing more is to be bought for it.</summary>
    public bool IsCancelled { get; init; }

    public ClaimedJob With(BatchJob job) => new(job with { Side = Side }, Lease, Rescues, Waits, Decisions, Attempts) { IsCancelled = IsCancelled };
}
