using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Shipments from their forming to their end, and what is read of them.</summary>
internal static class ShipmentSteps
{
    public static IReadOnlyList<ParkedRow> Parked(FakeDatabase database, DateTimeOffset now, int limit)
    {
        var parked = database.Parked.Where(row => row is { IsUnanswered: true, ShipmentId: null }).ToList();
        var leaving = parked.Where(row => row.LeavesBy <= now).Select(ModelOf).ToHashSet();
        return parked.Where(row => leaving.Contains(ModelOf(row))).OrderBy(row => row.LatestSafeStart).Take(limit).Select(row => new ParkedRow(
            row.Attempt.Id, row.Attempt.Candidate.Offer.Model.Provider.Name, ModelOf(row), row.LatestSafeStart, row.Attempt.StartedAt, row.LeavesBy,
            row.Park!.Bytes, row.Park.Tokens)).ToList();
    }

    public static IReadOnlyDictionary<string, WaitingRows> Waiting(FakeDatabase database) =>
        database.Parked.Where(row => row is { IsUnanswered: true, ShipmentId: not null }).GroupBy(ModelOf)
            .ToDictionary(rows => rows.Key, rows => new WaitingRows(rows.Count(), rows.Sum(row => row.Park!.Tokens)));

    public static int Form(FakeDatabase database, Shipment shipment, IReadOnlyList<ParkedRow> rows, DateTimeOffset now)
    {
        var wanted = rows.Select(row => database.Attempts[row.AttemptId])
            .Where(row => row is { IsUnanswered: true, ShipmentId: null, Job.State: JobState.Parked } && !database.IsLiving(row.Job.Worker)).ToList();
        if (wanted.Count == 0)
            return 0;
        foreach (var row in wanted)
        {
            Move(row.Job, JobState.Shipped);
            row.ShipmentId = shipment.Id;
        }

        var formed = new ShipmentRow
        {
            Shipment = shipment with { Rows = wanted.Count, LatestSafeStart = wanted.Min(row => row.LatestSafeStart), State = ShipmentState.Formed },
            NextAt = now,
        };
        database.Shipments.Add(shipment.Id, formed);
        database.Tell(new Step.Shipped(formed, $"formed of {wanted.Count}"));
        return wanted.Count;
    }

    public static IReadOnlyList<ShipmentLease> Claim(FakeDatabase database, Guid worker, DateTimeOffset now, int limit, IReadOnlyCollection<Guid> running)
    {
        var due = database.Shipments.Values
            .Where(row => row.ClosedAt is null && row.NextAt <= now
                && (row.Worker is null || (row.Worker == worker ? !running.Contains(row.Shipment.Id) : !database.IsLiving(row.Worker))))
            .OrderBy(row => row.NextAt).Take(limit).ToList();
        foreach (var row in due)
        {
            if (database.Breakage == Breakage.CreateTwice && row.Shipment.State == ShipmentState.InDoubt)
                row.Shipment = row.Shipment with { State = ShipmentState.Formed, CreatedAt = null };
            (row.Worker, row.Fence) = (worker, row.Fence + 1);
            database.Tell(new Step.Shipped(row, "claimed"));
        }

        return due.ConvertAll(row => new ShipmentLease(row.Shipment, row.Fence, row.Status));
    }

    public static ShipmentLease? Save(FakeDatabase database, Guid worker, ShipmentLease lease, ShipmentTurn turn)
    {
        var row = database.Shipments[turn.Shipment.Id];
        if (!row.IsHeldBy(worker, lease))
            return null;
        if (turn.Shipment.ProviderId is { } id && database.Shipments.Values.Any(other => other != row && other.Shipment.ProviderId == id && IsOf(other, turn.Shipment)))
            throw new InvalidOperationException($"shipments: batch {id} is another shipment's");
        row.Move(turn.Shipment with { LatestSafeStart = row.Shipment.LatestSafeStart }, turn.Now);
        (row.Status, row.NextAt) = (turn.Status, turn.NextAt ?? row.NextAt);
        if (turn.NextAt is not null)
            row.Worker = null;
        database.Tell(new Step.Shipped(row, $"{row.Shipment.State} {turn.Detail}"));
        return new ShipmentLease(turn.Shipment, row.Fence, turn.Status);
    }

    public static void Abandon(FakeDatabase database, Guid worker, Guid shipment, DateTimeOffset nextAt)
    {
        var row = database.Shipments[shipment];
        if (row.Worker != worker || row.ClosedAt is not null)
            return;
        (row.Worker, row.Fence, row.NextAt) = (null, row.Fence + 1, nextAt);
        database.Tell(new Step.Shipped(row, "abandoned"));
    }

    public static bool Return(FakeDatabase database, Guid worker, ShipmentLease lease, TimeSpan leastPause, DateTimeOffset now)
    {
        var shipment = database.Shipments[lease.Shipment.Id];
        if (!shipment.IsHeldBy(worker, lease))
            return false;
        foreach (var row in database.RowsOf(shipment).Where(row => row is { IsUnanswered: true, Job.State: JobState.Shipped } && !database.IsLiving(row.Job.Worker)).ToList())
        {
            Move(row.Job, JobState.Parked);
            var waited = now - row.Attempt.StartedAt;
            (row.ShipmentId, row.LeavesBy) = (null, now + (waited > leastPause ? waited : leastPause));
        }

        var isEmpty = !database.RowsOf(shipment).Any(row => row.IsAwaited);
        if (isEmpty)
            shipment.Move(shipment.Shipment with { State = ShipmentState.Dropped }, now);
        database.Tell(new Step.Shipped(shipment, "returned"));
        return isEmpty;
    }

    public static IReadOnlyList<StoredLine> Lines(FakeDatabase database, Guid shipment) => database.RowsOf(database.Shipments[shipment])
        .Where(row => row.IsUnanswered).Select(row => new StoredLine(row.Attempt.Id, row.Job.Job.Body, row.Attempt.Candidate.MaxOutputTokens)).ToList();

    public static IReadOnlyList<Guid> OpenRows(FakeDatabase database, Guid shipment, int limit) =>
        database.Breakage == Breakage.CloseWithoutMissing && database.Shipments[shipment].Shipment.State == ShipmentState.Ended
            ? []
            : database.RowsOf(database.Shipments[shipment]).Where(row => row.IsAwaited).Take(limit).Select(row => row.Attempt.Id).ToList();

    public static IReadOnlyList<Guid> RowsAtStake(FakeDatabase database, Guid shipment, int limit) => database.RowsOf(database.Shipments[shipment])
        .Where(row => row.IsAwaited || row.IsOpen).Take(limit).Select(row => row.Attempt.Id).ToList();

    public static IReadOnlySet<string> KnownBatches(FakeDatabase database, string provider, DateTimeOffset since) => database.Shipments.Values
        .Where(row => row.Shipment.Provider.Name == provider && row.Shipment.CreatedAt >= since)
        .Select(row => row.Shipment.ProviderId).OfType<string>().ToHashSet();

    public static int UnderWay(FakeDatabase database, string provider) =>
        database.Shipments.Values.Count(row => row.Shipment.State == ShipmentState.Sent && row.Shipment.Provider.Name == provider);

    public static void Record(FakeDatabase database, Guid shipment, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
            database.Shipments[shipment].Findings.Add((finding.Kind, finding.Name));
    }

    public static IReadOnlyList<CompletionSample> Completions(FakeDatabase database, DateTimeOffset since, DateTimeOffset now) =>
        database.Shipments.Values.Where(row => row.Shipment.CreatedAt >= since && row.Shipment.ProviderId is not null).Select(row =>
        {
            var (shipment, end) = (row.Shipment, row.Status?.EndedAt);
            return new CompletionSample(
                shipment.Provider.Name, shipment.Model, shipment.Rows, shipment.CreatedAt!.Value, (end ?? now) - shipment.CreatedAt.Value,
                row.Status?.End != BatchEnd.Completed);
        }).ToList();

    private static void Move(JobRow job, JobState to)
    {
        FakeDatabase.CheckMove(job.State, to);
        (job.State, job.Worker, job.Fence) = (to, null, job.Fence + 1);
    }

    private static bool IsOf(ShipmentRow row, Shipment shipment) => row.Shipment.Provider.Name == shipment.Provider.Name;

    private static string ModelOf(AttemptRow row) => row.Attempt.Candidate.Offer.Model.Name;
}
