using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Takes over jobs: those whose worker is dead, and those whose wake time or money came.</summary>
internal static class ClaimSteps
{
    public static IReadOnlyList<ClaimedRow> Expired(FakeDatabase database, Guid worker, DateTimeOffset now, int limit)
    {
        var rows = database.Jobs.Values
            .Where(job => job.State is JobState.Received or JobState.Running && job.Worker != worker && !database.IsLiving(job.Worker))
            .OrderBy(job => job.Job.Deadline).Take(limit).ToList();
        foreach (var job in rows)
        {
            job.Rescues += database.WasEnded(job.Worker) ? 0 : 1;
            foreach (var attempt in job.Attempts.Where(attempt => attempt.State == AttemptState.Started))
            {
                // A started attempt of a dead worker may have been charged: its hold stays, as unknown.
                attempt.State = AttemptState.Unknown;
                attempt.EndedAt = now;
            }
        }

        return Take(database, worker, rows, "expired");
    }

    public static IReadOnlyList<ClaimedRow> Due(FakeDatabase database, Guid worker, DateTimeOffset now, int limit, bool areSides) => Take(
        database, worker,
        database.Jobs.Values
            .Where(job => job.State == JobState.Held && job.WakeAt <= now && !database.IsLiving(job.Worker) && job.Job.Side is not null == areSides)
            .OrderBy(job => job.Job.Deadline).Take(limit).ToList(),
        areSides ? "sides" : "due");

    public static IReadOnlyList<ClaimedRow> Funded(FakeDatabase database, Guid worker, DateTimeOffset now, int limit)
    {
        var found = new List<JobRow>();
        var lines = database.Jobs.Values.Where(job => job is { State: JobState.Held, Money: not null })
            .GroupBy(job => job.Money!.BudgetId).OrderBy(line => line.Key).ToList();
        foreach (var waiting in lines)
        {
            var (budget, line) = (database.Accounts.Budget(waiting.Key), waiting.OrderBy(job => job.WakeAt).ToList());
            var account = database.Accounts.Find(budget.Id, now);
            var woken = Waiting.Wakeable(
                    line.Select(job => new Waiter(job.Job.Key, job.Money!.AskedNanoUsd, database.IsLiving(job.Worker))).ToList(),
                    budget.UsableNanoUsd, account?.PostedNanoUsd ?? 0, account?.HeldNanoUsd ?? 0, budget.AtLimit == AtLimit.Wait)
                .Where(waiter => !waiter.IsTaken).Select(waiter => waiter.Key).Take(limit - found.Count).ToList();
            database.Tell(new Step.Funded(budget.Id, now, line, woken));
            found.AddRange(woken.Select(key => database.Jobs[key]));
        }

        return Take(database, worker, found, "funded");
    }

    public static void Abandon(FakeDatabase database, Guid worker, Lease lease)
    {
        var job = database.Jobs[lease.Key];
        if (job.Fence != lease.Fence || job.Worker != worker || job.EndedAt is not null)
            return;
        job.Worker = null;
        job.Fence++;
    }

    public static List<ClaimedRow> Take(FakeDatabase database, Guid worker, List<JobRow> jobs, string why)
    {
        foreach (var job in jobs)
        {
            job.Worker = worker;
            job.Fence++;
        }

        if (jobs.Count > 0)
            database.Tell(new Step.Claimed(jobs, why));
        return jobs.ConvertAll(job => Row(database, job));
    }

    public static ClaimedRow Row(FakeDatabase database, JobRow job) => new(
        new Lease(job.Job.Key, job.State, job.Fence), job.Job.Body, job.Rescues, job.Waits, job.Decisions, job.Attempts.ConvertAll(Past))
    {
        Side = job.Job.Side,
        IsCancelled = job.Job.GroupId is { } group && database.CancelledGroups.Contains(group),
    };

    private static PastAttempt Past(AttemptRow row)
    {
        var candidate = row.Attempt.Candidate;
        return new PastAttempt(
            row.Attempt.Id, candidate.Offer.Model.Name, Routing.LaneNames.Of(candidate.Offer.Lane), row.State, candidate.HoldNanoUsd, row.PostedNanoUsd,
            row.Output is null ? null : row.Confidence, row.Failure, row.Output?.Text, row.Output?.ToolCallsJson, candidate.Quality,
            candidate.MaxOutputTokens, row.WasCut, row.Attempt.Purpose);
    }
}
