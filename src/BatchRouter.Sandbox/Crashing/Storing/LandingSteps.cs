using BatchRouter.Jobs;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>Takes over the jobs of rows that land.</summary>
internal static class LandingSteps
{
    public static IReadOnlyList<LandingRow> Shipped(FakeDatabase database, Guid worker, Guid shipment, IReadOnlyList<Guid> attempts) => Take(
        database, worker,
        attempts.Select(id => database.Attempts.GetValueOrDefault(id)).OfType<AttemptRow>()
            .Where(row => row.ShipmentId == shipment && (database.Breakage == Breakage.LandTwice || IsFree(database, row))).ToList(),
        "rows");

    public static IReadOnlyList<LandingRow> Overdue(FakeDatabase database, Guid worker, DateTimeOffset now, int limit) => Take(
        database, worker,
        database.Parked.Where(row => row is { IsAwaited: true, ShipmentId: null, Job.State: JobState.Parked } && row.LatestSafeStart <= now && !database.IsLiving(row.Job.Worker))
            .OrderBy(row => row.LatestSafeStart).Take(limit).ToList(),
        "overdue");

    public static IReadOnlyList<LandedRow> Landed(FakeDatabase database, Guid shipment, IReadOnlyList<Guid> attempts) => attempts
        .Select(id => database.Attempts.GetValueOrDefault(id)).OfType<AttemptRow>().Where(row => row.ShipmentId == shipment)
        .Select(row => new LandedRow(row.State, Of(row, ClaimSteps.Row(database, row.Job) with { Lease = new(row.Job.Job.Key, row.Job.State, -1) }))).ToList();

    private static bool IsFree(FakeDatabase database, AttemptRow row) =>
        row is { IsAwaited: true, Job.State: JobState.Shipped } && !database.IsLiving(row.Job.Worker);

    private static List<LandingRow> Take(FakeDatabase database, Guid worker, List<AttemptRow> rows, string why)
    {
        var jobs = ClaimSteps.Take(database, worker, rows.ConvertAll(row => row.Job), why);
        return rows.Zip(jobs, Of).ToList();
    }

    private static LandingRow Of(AttemptRow row, Rescuing.ClaimedRow job) => new(
        job, row.Attempt.Id, row.Attempt.Candidate.Offer.Price, row.Park!.WayBackNanoUsd, row.Attempt.Candidate.MayHaveMoreTokens, row.Attempt.StartedAt);
}
