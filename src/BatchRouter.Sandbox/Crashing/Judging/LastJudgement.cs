using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Sandbox.Crashing.Surrounding;
using BatchRouter.Settling;
using BatchRouter.Siding;

namespace BatchRouter.Sandbox.Crashing.Judging;

/// <summary>When all is quiet: nothing lost, nothing open, nothing untold, and the ledger is the bill.</summary>
internal static class LastJudgement
{
    /// <summary>What is not at rest yet; null, all is.</summary>
    public static string? Unrest(World world)
    {
        var database = world.Database;
        if (!world.Broker.IsEmpty)
            return "the broker still holds messages";
        if (world.Provider.UnderWay > 0 || world.Writing > 0)
            return "calls are under way";
        if (world.Batches.IsAtWork)
            return "the provider works on a batch";
        if (database.Shipments.Values.FirstOrDefault(row => row.ClosedAt is null) is { } shipment)
            return $"shipment {shipment.Shipment.Id:n} is {shipment.Shipment.State} of worker {shipment.Worker}, next at {shipment.NextAt:O}";
        if (database.Jobs.Values.FirstOrDefault(job => !JobMoves.IsFinal(job.State)) is { } open)
            return $"job {open.Job.Key} is {open.State} of worker {open.Worker}, living: {database.IsLiving(open.Worker)}";
        if (database.Jobs.Values.FirstOrDefault(job => !job.IsAnnounced) is { } untold)
            return $"the end of job {untold.Job.Key} is untold";
        if (database.Comparisons.Values.FirstOrDefault(row => !row.IsConcluded) is { } pending)
            return $"the answer of side job {pending.Side.Job.Key} is not compared yet";
        if (database.Rejections.Values.FirstOrDefault(row => !row.IsAnnounced) is { } silent)
            return $"the rejection of {silent.Rejection.JobId} is untold";
        return database.Attempts.Values.FirstOrDefault(row => row.IsOpen) is { } attempt
            ? $"attempt {attempt.Attempt.Id:n} is {attempt.State}"
            : null;
    }

    public static IEnumerable<string> Findings(World world) => Messages(world).Concat(Tellings(world)).Concat(Sides(world)).Concat(Money(world));

    private static IEnumerable<string> Messages(World world)
    {
        foreach (var (_, body) in world.Workload.Messages)
            if (!IsKept(world, body))
                yield return $"lost: message {body.JobId:n} is neither a job nor a rejection";
    }

    private static bool IsKept(World world, SubmittedBody body) =>
        (body.Job is { } job && world.Database.Jobs.TryGetValue(job.Key, out var row) && row.Job.Body.Span.SequenceEqual(body.Bytes.Span))
        || world.Database.Rejections.ContainsKey((body.JobId, Convert.ToHexString(body.Bytes.Span)));

    private static IEnumerable<string> Tellings(World world)
    {
        foreach (var (key, job) in world.Database.Jobs.Where(pair => pair.Value.Job.Side is null))
        {
            var isTold = job.Cancelled is not null ? world.Announced.Rejected.Contains((key, "cancelled")) : job.Refused is { } refused ? world.Announced.Rejected.Contains((key, refused.Code)) : world.Announced.Settled.Contains(key);
            if (!isTold)
                yield return $"untold: the world never heard of the end of job {key}, {job.State}";
            if (job.Ending is { AnswerAttempt: { } answer } && world.Database.Attempts[answer].Output is null)
                yield return $"answer lost: job {key} settled with attempt {answer:n}, whose answer is not stored";
            if (job.Ending is { AnswerAttempt: { } taken } && world.Database.Attempts[taken].Attempt.Purpose == Purpose.Classify)
                yield return $"answer mixed up: job {key} settled with what a question about its prompt was answered";
        }

        foreach (var job in world.Database.Jobs.Values)
            if (job.Attempts.Count(row => row.Attempt.Purpose == Purpose.Classify) > 1)
                yield return $"asked twice: job {job.Job.Key} has several questions about one prompt";
        foreach (var row in world.Database.Rejections.Values)
            if (!world.Announced.Rejected.Contains((new JobKey(row.Rejection.Project ?? "", row.Rejection.JobId), row.Rejection.Code)))
                yield return $"untold: the world never heard of the rejection of {row.Rejection.JobId:n}";
    }

    // A settled job has the side jobs that follow from its end, those and no others, and nobody hears of them.
    private static IEnumerable<string> Sides(World world)
    {
        var router = new Router(world.Workload.Catalog, world.Workload.Policy);
        var opened = world.Database.Jobs.Values.Where(row => row.SideOf is not null && row.Job.Side != Side.Judge)
            .ToLookup(row => new JobKey(row.Job.Key.Project, row.SideOf!.Value), row => row.Job.Key);
        foreach (var (key, row) in world.Database.Jobs)
        {
            var wanted = row.Ending is not { } ending ? [] : SideJobs.Of(Request(row, world), ending, router).Select(side => side.Job.Key).ToList();
            if (!wanted.ToHashSet().SetEquals(opened[key]))
                yield return $"side jobs differ: job {key}, {row.State}, has {string.Join(' ', opened[key])}, and {string.Join(' ', wanted)} follow from its end";
            if (row.Job.Side is not null && (world.Announced.Settled.Contains(key) || world.Announced.Rejected.Any(told => told.Key == key)))
                yield return $"told: the end of side job {key} is nobody's business";
        }
    }

    private static RoutingRequest Request(JobRow row, World world) =>
        new() { Job = row.Job, Now = world.Now, Size = FakeTokenCounter.Size(row.Job), Step = 1 };

    private static IEnumerable<string> Money(World world)
    {
        foreach (var row in world.Database.Attempts.Values)
            if (row.Entries.Count(entry => entry.Kind != EntryKind.Correction) > 1)
                yield return $"booked twice: attempt {row.Attempt.Id:n} has {row.Entries.Count} entries";
        foreach (var (attempt, amount) in world.Database.Proven)
            if (world.Database.Attempts[attempt].PostedNanoUsd != amount)
                yield return $"not corrected: attempt {attempt:n} has {world.Database.Attempts[attempt].PostedNanoUsd}, and {amount} is proven";
        foreach (var row in world.Database.Attempts.Values)
            if (row.Attempt.Purpose == Purpose.Cache && row.PostedNanoUsd != 0)
                yield return $"charged for nothing: cached attempt {row.Attempt.Id:n} has {row.PostedNanoUsd}";
        var booked = world.Database.Attempts.Values.Where(row => row.Attempt.Purpose != Purpose.Cache && (row.Entries.Count > 0 || row.IsOpen)).Select(row => new BookedAttempt(
            row.Attempt.Id, row.Entries.Count > 0 && row.PostedNanoUsd != 0 ? row.PostedNanoUsd : null, row.Entries.Any(entry => entry.Kind == EntryKind.Assumed),
            row.IsOpen ? row.Attempt.Candidate.HoldNanoUsd : null));
        foreach (var difference in BillMatch.Compare(world.Provider.Bill, booked))
            yield return $"ledger differs from the bill: attempt {difference.AttemptId:n} {difference.Kind}, billed {difference.BilledNanoUsd}, booked {difference.BookedNanoUsd}";
    }
}
