using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Settling;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>What is only read, and marks.</summary>
internal static class LookSteps
{
    private static readonly TimeSpan VoidAfter = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<UnknownAttempt> Unknown(FakeDatabase database, DateTimeOffset before, int limit)
    {
        if (database.Breakage == Breakage.VoidOnTimer)
            AttemptSteps.VoidOld(database, VoidAfter);
        return database.Attempts.Values.Where(row => row.State == AttemptState.Unknown && row.EndedAt <= before && !IsUnderWay(database, row))
            .OrderBy(row => row.EndedAt).Take(limit)
            .Select(row => new UnknownAttempt(
                row.Attempt.Id, row.Attempt.Candidate.Offer.Model.Name, LaneNames.Of(row.Attempt.Candidate.Offer.Lane),
                row.Attempt.Candidate.Offer.Price.Version, row.EndedAt!.Value))
            .ToList();
    }

    // Its shipment tells yet what it cost.
    private static bool IsUnderWay(FakeDatabase database, AttemptRow row) =>
        row.ShipmentId is { } shipment && database.Shipments[shipment].ClosedAt is null;

    public static CachedAnswer? Cached(FakeDatabase database, string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence) =>
        database.Jobs.Values
            .Where(job => job.Job.Key.Project == project && job.CacheKey is { } known && known.AsSpan().SequenceEqual(key)
                && job.Ending is { Outcome: Outcome.Accepted, AnswerAttempt: not null } && job.EndedAt > boughtAfter && job.Ending.Confidence >= leastConfidence)
            .Select(job => (Job: job, Attempt: database.Attempts[job.Ending!.AnswerAttempt!.Value]))
            .Where(found => found.Attempt is { Output: not null, Attempt.Purpose: not Purpose.Cache })
            .OrderByDescending(found => found.Job.EndedAt)
            .Select(found => new CachedAnswer(
                found.Attempt.Attempt.Id, found.Attempt.Attempt.Candidate.Offer.Model.Name, found.Job.Ending!.Confidence!.Value,
                found.Attempt.Output!.Text, found.Attempt.Output.ToolCallsJson))
            .FirstOrDefault();

    public static IReadOnlyList<Announcement> Unannounced(FakeDatabase database, DateTimeOffset endedBefore, int limit) =>
        database.Jobs.Values.Where(job => !job.IsAnnounced && job.EndedAt < endedBefore && job.State is JobState.Settled or JobState.Rejected or JobState.Cancelled)
            .OrderBy(job => job.EndedAt).Take(limit).Select(job => Of(database, job)).ToList();

    public static IReadOnlyList<Rejection> UnannouncedRejections(FakeDatabase database, DateTimeOffset before, int limit) =>
        database.Rejections.Values.Where(row => !row.IsAnnounced && row.Rejection.At < before)
            .OrderBy(row => row.Rejection.At).Take(limit).Select(row => row.Rejection).ToList();

    public static bool WasAccepted(FakeDatabase database, Rejection rejection) =>
        rejection.Project is { } project && database.Jobs.TryGetValue(new JobKey(project, rejection.JobId), out var job)
        && job.Job.Body.Span.SequenceEqual(rejection.Body.Span);

    public static IReadOnlyList<BudgetLevel> Levels(FakeDatabase database, DateTimeOffset now) => database.Accounts.Budgets
        .Select(budget => (budget, account: database.Accounts.Find(budget.Id, now)))
        .Select(pair => BudgetLevel.Of(
            pair.budget.Scope,
            (pair.account?.PostedNanoUsd ?? 0) + (pair.account?.HeldNanoUsd ?? 0),
            (pair.account?.LimitNanoUsd ?? pair.budget.LimitNanoUsd) - (pair.budget.IsSoft ? pair.budget.ReserveNanoUsd : 0)))
        .ToList();

    public static void MarkAnnounced(FakeDatabase database, JobKey key)
    {
        if (database.Jobs.TryGetValue(key, out var job) && job.EndedAt is not null)
            job.IsAnnounced = true;
    }

    public static void Record(FakeDatabase database, Rejection rejection)
    {
        var key = (rejection.JobId, Convert.ToHexString(rejection.Body.Span));
        if (!database.Rejections.TryGetValue(key, out var row))
            database.Rejections[key] = row = new RejectionRow { Rejection = rejection with { IsAnnounced = false } };
        row.IsAnnounced |= rejection.IsAnnounced;
    }

    private static Announcement Of(FakeDatabase database, JobRow job)
    {
        if (job.Refused is { } refused)
            return new Announcement.Rejected(refused.Field, refused.Code, refused.Reason) { Key = job.Job.Key, GroupId = job.Job.GroupId, At = job.EndedAt!.Value };
        if (job.Cancelled is { } cancelled)
            return new Announcement.Rejected("$", "cancelled", cancelled.Reason) { Key = job.Job.Key, GroupId = job.Job.GroupId, At = job.EndedAt!.Value };
        var answer = job.Ending!.AnswerAttempt is { } id ? database.Attempts[id].Output : null;
        return new Announcement.Settled(job.Ending, answer?.Text, answer?.ToolCallsJson) { Key = job.Job.Key, GroupId = job.Job.GroupId, At = job.EndedAt!.Value };
    }
}
