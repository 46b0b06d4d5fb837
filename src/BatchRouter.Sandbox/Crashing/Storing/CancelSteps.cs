using BatchRouter.Jobs;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>A group of which nothing more is to be bought: workers are told, and what waits is woken for them.</summary>
internal static class CancelSteps
{
    public static void Tell(FakeDatabase database, string group, DateTimeOffset now)
    {
        database.CancelledGroups.Add(group);
        foreach (var job in database.Jobs.Values.Where(job => job.Job.GroupId == group && job.State == JobState.Held && job.WakeAt > now))
            (job.WakeAt, job.Money) = (now, null);
        foreach (var row in database.Parked.Where(row => row is { IsUnanswered: true, ShipmentId: null, Job.State: JobState.Parked } && row.Job.Job.GroupId == group))
            row.LatestSafeStart = row.LatestSafeStart < now ? row.LatestSafeStart : now;
        foreach (var shipment in database.Shipments.Values.Where(row => row.ClosedAt is null && row.Shipment.LatestSafeStart > now))
        {
            var open = database.RowsOf(shipment).Where(row => row.IsUnanswered).Select(row => row.Job.Job.GroupId).ToList();
            if (!open.Contains(group) || open.Exists(other => other is null || !database.CancelledGroups.Contains(other)))
                continue;
            (shipment.Shipment, shipment.NextAt) = (shipment.Shipment with { LatestSafeStart = now }, now);
        }
    }
}
