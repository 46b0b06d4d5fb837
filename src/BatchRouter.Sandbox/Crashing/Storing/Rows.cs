using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Siding;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>A job as its row in Postgres holds it.</summary>
internal sealed class JobRow
{
    public required BatchJob Job { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required byte[]? CacheKey { get; init; }

    /// <summary>The job that it was opened for; null, it is no side job, or was opened for none.</summary>
    public Guid? SideOf { get; init; }

    public JobState State { get; set; }

    public Guid? Worker { get; set; }

    public long Fence { get; set; } = 1;

    public int Rescues { get; set; }

    public int Waits { get; set; }

    public int Decisions { get; set; } = 1;

    public DateTimeOffset? WakeAt { get; set; }

    public MoneyWait? Money { get; set; }

    public Ending? Ending { get; set; }

    public Move.Reject? Refused { get; set; }

    public Move.Cancel? Cancelled { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool IsAnnounced { get; set; }

    /// <summary>In the order of their numbers.</summary>
    public List<AttemptRow> Attempts { get; } = [];
}

/// <summary>An attempt with its hold, its answer and its entries.</summary>
internal sealed class AttemptRow
{
    public required JobRow Job { get; init; }

    public required Attempt Attempt { get; init; }

    /// <summary>Where the hold stands: the whole of it in hard accounts, a smaller one in soft ones.</summary>
    public required IReadOnlyList<AccountRow> Accounts { get; init; }

    /// <summary>How it was parked; null, it was not.</summary>
    public Move.Park? Park { get; init; }

    /// <summary>Held for the way back, as long as nothing is known of it.</summary>
    public long WayBackNanoUsd { get; set; }

    /// <summary>In the batch lane: its job has not gone on from it.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>In the batch lane: what is not answered then goes the way back; sooner, where its group was cancelled.</summary>
    public DateTimeOffset LatestSafeStart { get; set; }

    /// <summary>In the batch lane: when it leaves with whoever is there.</summary>
    public DateTimeOffset LeavesBy { get; set; }

    /// <summary>With which it left; null, it is parked, or no row of the batch lane.</summary>
    public Guid? ShipmentId { get; set; }

    /// <summary>In the batch lane: nothing is known of it yet.</summary>
    public bool IsUnanswered => Park is not null && State == AttemptState.Started;

    public AttemptState State { get; set; } = AttemptState.Started;

    public DateTimeOffset? EndedAt { get; set; }

    public FailureKind? Failure { get; set; }

    public bool WasCut { get; set; }

    public double? Confidence { get; set; }

    public Answer? Output { get; set; }

    public List<Entry> Entries { get; } = [];

    public bool IsOpen => State is AttemptState.Started or AttemptState.Unknown;

    public long PostedNanoUsd => Entries.Sum(entry => entry.AmountNanoUsd);

    public long HeldIn(AccountRow account) => account.IsSoft ? Attempt.Candidate.SoftHoldNanoUsd : Attempt.Candidate.HoldNanoUsd + WayBackNanoUsd;
}

internal enum EntryKind
{
    Charge,
    Assumed,
    Correction,
}

/// <summary>A line of the ledger.</summary>
internal sealed record Entry(EntryKind Kind, int Number, long AmountNanoUsd, string? ProviderRequestId, Guid? SourceAttempt);

/// <summary>An answer that was drawn for comparison.</summary>
internal sealed class ComparisonRow
{
    public required JobRow Side { get; init; }

    public required Draw Draw { get; init; }

    public JobRow? Judge { get; set; }

    public bool IsConcluded { get; set; }

    public ComparisonStep.Conclude? Concluded { get; set; }
}

/// <summary>A budget's sums in one window.</summary>
internal sealed class AccountRow
{
    public required long Id { get; init; }

    public required int BudgetId { get; init; }

    public required WindowSpan Window { get; init; }

    public required bool IsSoft { get; init; }

    public long LimitNanoUsd { get; set; }

    public long PostedNanoUsd { get; set; }

    public long HeldNanoUsd { get; set; }
}

/// <summary>A worker's one heartbeat.</summary>
internal sealed class WorkerRow
{
    public DateTimeOffset HeartbeatAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A message that never became a job.</summary>
internal sealed class RejectionRow
{
    public required Rejection Rejection { get; init; }

    public bool IsAnnounced { get; set; }
}
