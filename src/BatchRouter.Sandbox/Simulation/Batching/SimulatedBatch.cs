using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Batching;

internal enum BatchPhase
{
    Validating,
    InProgress,
    Finalizing,
    Completed,
    Failed,
    Expired,
    Cancelling,
    Cancelled,
}

/// <summary>Why a batch failed at validation. The line counts from 1; null, it is about the whole file.</summary>
internal sealed record BatchFault(string Code, string Message, string? Param = null, int? Line = null);

/// <summary>What a batch had made when it was looked at.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Done">Rows it has got to, in the order of work.</param>
/// <param name="EndedAt">Null, it goes on.</param>
internal sealed record BatchSight(BatchPhase Phase, int Done, DateTimeOffset? EndedAt);

/// <summary>One batch of either API: its rows in the order of work, its plan, and how much of it was charged.</summary>
internal sealed class SimulatedBatch
{
    private readonly Lock _gate = new();
    private int _charged;
    private int _cutReads;

    public required int Number { get; init; }

    /// <summary>Without its prefix.</summary>
    public required string Id { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>In the order of work, which is not the order in which they were sent. Empty where validation fails.</summary>
    public required IReadOnlyList<BatchRow> Rows { get; init; }

    public required BatchFate Fate { get; init; }

    public required BatchPlan Plan { get; init; }

    public string? Model { get; init; }

    public string InputFileId { get; init; } = "";

    public string Endpoint { get; init; } = "";

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BatchFault> Faults { get; init; } = [];

    public long EnqueuedTokens { get; init; }

    public DateTimeOffset? CancellingAt { get; private set; }

    /// <summary>Exact once the batch has ended and was charged.</summary>
    public int Refused { get; private set; }

    public SimulatedUsage Usage { get; private set; }

    public bool IsHiddenAt(DateTimeOffset now) => now < Plan.CreatedAt + Fate.HiddenFor;

    public BatchSight Look(DateTimeOffset now)
    {
        lock (_gate)
            return LookNow(now);
    }

    /// <summary>False where it had ended.</summary>
    public bool Cancel(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (LookNow(now).EndedAt is not null)
                return false;
            CancellingAt ??= now;
            return true;
        }
    }

    /// <summary>Charges what is done and was not charged.</summary>
    public void Charge(DateTimeOffset now, RowKitchen kitchen, TrueBill bill)
    {
        lock (_gate)
        {
            for (var done = LookNow(now).Done; _charged < done; _charged++)
                ChargeRow(Rows[_charged], kitchen, bill);
        }
    }

    /// <summary>Whether this read of its results breaks off.</summary>
    public bool CutsRead() => Interlocked.Increment(ref _cutReads) <= Fate.CutReads;

    private void ChargeRow(BatchRow row, RowKitchen kitchen, TrueBill bill)
    {
        if (row.Fate == RowFate.Missing)
            return;
        if (kitchen.Cook(row, Dialect) is not RowOutcome.Answered answer)
        {
            Refused++;
            return;
        }

        var (usage, sum) = (answer.Reply.Usage, Usage);
        bill.Charge(
            row.BillKey, "req_" + row.RequestId, answer.Model, Lane.Batch, usage, Plan.DoneAt(_charged, Rows.Count), answered: row.Fate != RowFate.Lost);
        Usage = new(
            sum.InputTokens + usage.InputTokens, sum.CachedTokens + usage.CachedTokens, sum.OutputTokens + usage.OutputTokens,
            sum.ReasoningTokens + usage.ReasoningTokens, sum.CacheWriteTokens + usage.CacheWriteTokens);
    }

    private BatchSight LookNow(DateTimeOffset now)
    {
        if (Faults.Count > 0)
            return now < Plan.ValidatedAt ? new(BatchPhase.Validating, 0, null) : new(BatchPhase.Failed, 0, Plan.ValidatedAt);
        if (CancellingAt is { } asked)
        {
            var (cutOff, ended) = (asked + Fate.CancelTakes / 2, asked + Fate.CancelTakes);
            return now < ended
                ? new(BatchPhase.Cancelling, DoneAt(now < cutOff ? now : cutOff), null)
                : new(BatchPhase.Cancelled, DoneAt(cutOff), ended);
        }

        if (Plan.Expires && now >= Plan.ExpiresAt)
            return new(BatchPhase.Expired, DoneAt(Plan.ExpiresAt), Plan.ExpiresAt);
        if (now >= Plan.CompletedAt)
            return new(BatchPhase.Completed, Rows.Count, Plan.CompletedAt);
        var phase = now >= Plan.FinalizingAt ? BatchPhase.Finalizing : now >= Plan.ValidatedAt ? BatchPhase.InProgress : BatchPhase.Validating;
        return new(phase, DoneAt(now), null);
    }

    private int DoneAt(DateTimeOffset at) => Plan.DoneAt(Plan.Expires && at > Plan.ExpiresAt ? Plan.ExpiresAt : at, Rows.Count);
}
