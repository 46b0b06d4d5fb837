using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>One commit in a job's life: the attempt's end whoever holds the lease, the move only under it.</summary>
internal static class TurnStep
{
    /// <param name="database">The tables.</param>
    /// <param name="worker">Who writes.</param>
    /// <param name="turn">What.</param>
    /// <param name="isAdmitted">Only with a planted fault: the budgets were asked before.</param>
    public static AdvanceResult Run(FakeDatabase database, Guid worker, Turn turn, bool isAdmitted = false)
    {
        var job = database.Jobs[turn.Lease.Key];
        var isHeld = IsHeld(database, job, worker, turn);
        if (isHeld && database.Breakage != Breakage.SettleWithoutGuard)
            FakeDatabase.CheckMove(job.State, turn.Move.To);
        if (turn.Ended is { } proof && (proof.ChargeNanoUsd ?? (proof.State == AttemptState.Failed ? 0 : null as long?)) is { } amount)
            database.Proven[proof.Attempt.Id] = amount;
        var isEnded = turn.Ended is { } end && AttemptSteps.End(database, end);
        var start = turn.Move as Move.Buy;
        var accounts = start is null ? [] : database.Accounts.Of(start);
        var refusal = start is null || isAdmitted ? null : database.Accounts.Ask(start, accounts, database.HasWaiters);
        AdvanceResult? result = refusal is null && isHeld ? Go(database, job, worker, turn, start, accounts) : null;
        if (isEnded && result is null)
            database.Tell(new Step.Booked(database.Attempts[turn.Ended!.Attempt.Id]));
        if (!isEnded && turn.Ended is { } late)
            AttemptSteps.Correct(database, late);
        if (result is not null || IsKnown(database, job, worker, turn, start))
            return result ?? new AdvanceResult.Advanced();
        return refusal is null ? new AdvanceResult.LeaseLost() : new AdvanceResult.OverBudget(refusal);
    }

    private static bool IsHeld(FakeDatabase database, JobRow job, Guid worker, Turn turn) =>
        (job.Worker == worker && job.Fence == turn.Lease.Fence && job.State == turn.Lease.State)
        || (database.Breakage == Breakage.SettleWithoutGuard && turn.Move is Move.Settle);

    // A commit whose reply was lost left exactly this behind.
    private static bool IsKnown(FakeDatabase database, JobRow job, Guid worker, Turn turn, Move.Buy? start) =>
        job.Fence == turn.Lease.Fence + 1 && job.State == turn.Move.To && (job.Worker is null || job.Worker == worker)
        && (start is null || database.Attempts.ContainsKey(start.Attempt.Id));

    private static AdvanceResult.Advanced Go(
        FakeDatabase database, JobRow job, Guid worker, Turn turn, Move.Buy? start, IReadOnlyList<AccountRow> accounts)
    {
        var hold = turn.Move as Move.Hold;
        foreach (var row in job.Attempts)
            row.IsAwaited = false;
        job.State = turn.Move.To;
        job.Fence++;
        job.Worker = turn.Move.To == JobState.Running ? worker : null;
        job.Decisions += turn.Decision is null ? 0 : 1;
        job.Waits += hold is { Money: null } ? 1 : 0;
        job.WakeAt = hold?.WakeAt;
        job.Money = hold?.Money;
        job.Ending = (turn.Move as Move.Settle)?.Ending;
        job.Refused = turn.Move as Move.Reject;
        job.Cancelled = turn.Move as Move.Cancel;
        job.EndedAt = JobMoves.IsFinal(turn.Move.To) ? turn.At : null;
        var started = start is null ? null : OpenStep.Start(database, job, start, accounts);
        database.Tell(new Step.Advanced(job, started, turn.Move));
        if (turn.Move is Move.Settle settle && database.Breakage != Breakage.SidesLater)
            SideSteps.Open(database, settle.Sides, turn.At);
        return new AdvanceResult.Advanced();
    }
}
