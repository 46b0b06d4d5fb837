using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Opens a job: row, message, and the first attempt with its hold, all or nothing.</summary>
internal static class OpenStep
{
    /// <param name="database">The tables.</param>
    /// <param name="worker">Who opens.</param>
    /// <param name="opening">What.</param>
    /// <param name="isAdmitted">Only with a planted fault: the budgets were asked before.</param>
    public static OpenResult Run(FakeDatabase database, Guid worker, Opening opening, bool isAdmitted = false)
    {
        var start = opening.Move as Move.Buy;
        var accounts = start is null ? [] : database.Accounts.Of(start);
        var refusal = start is null || isAdmitted ? null : database.Accounts.Ask(start, accounts, database.HasWaiters);
        if (database.Jobs.TryGetValue(opening.Job.Key, out var known))
            return Known(known, opening, start);
        if (refusal is not null)
            return new OpenResult.OverBudget(refusal);
        Insert(database, worker, opening, start, accounts);
        return new OpenResult.Opened();
    }

    // Whose the row is that stood in the way: ours from a commit whose reply was lost, the same message again, or another body.
    private static OpenResult Known(JobRow known, Opening opening, Move.Buy? start)
    {
        if (start is not null && known.Attempts.Any(row => row.Attempt.Id == start.Attempt.Id))
            return new OpenResult.Opened();
        return known.Job.Body.Span.SequenceEqual(opening.Job.Body.Span) ? new OpenResult.Duplicate() : new OpenResult.Conflict();
    }

    private static void Insert(FakeDatabase database, Guid worker, Opening opening, Move.Buy? start, IReadOnlyList<AccountRow> accounts)
    {
        FakeDatabase.CheckMove(JobState.Received, opening.Move.To);
        var hold = opening.Move as Move.Hold;
        var job = new JobRow
        {
            Job = opening.Job,
            ReceivedAt = opening.ReceivedAt,
            CacheKey = opening.CacheKey,
            State = opening.Move.To,
            Worker = opening.Move is Move.Start ? worker : null,
            Waits = hold is { Money: null } ? 1 : 0,
            WakeAt = hold?.WakeAt,
            Money = hold?.Money,
            Refused = opening.Move as Move.Reject,
            EndedAt = opening.Move is Move.Reject ? opening.ReceivedAt : null,
        };
        database.Jobs.Add(opening.Job.Key, job);
        var started = start is null ? null : Start(database, job, start, accounts);
        database.Tell(new Step.Opened(job, started, start?.IsArrival ?? false));
    }

    public static AttemptRow Start(FakeDatabase database, JobRow job, Move.Buy start, IReadOnlyList<AccountRow> accounts)
    {
        var park = start as Move.Park;
        var row = new AttemptRow
        {
            Job = job,
            Attempt = start.Attempt,
            Accounts = accounts,
            Park = park,
            WayBackNanoUsd = database.Breakage == Breakage.ForgetWayBack ? 0 : start.WayBackNanoUsd,
            IsAwaited = park is not null,
            LeavesBy = park?.LeavesBy ?? default,
            LatestSafeStart = park?.LatestSafeStart ?? default,
        };
        if (job.Attempts.Any(other => other.Attempt.Number == start.Attempt.Number))
            throw new InvalidOperationException($"attempts: number {start.Attempt.Number} of job {job.Job.Key} is taken");
        database.Attempts.Add(start.Attempt.Id, row);
        job.Attempts.Add(row);
        if (park is not null)
            database.Parked.Add(row);
        FakeAccounts.Hold(row);
        return row;
    }
}
