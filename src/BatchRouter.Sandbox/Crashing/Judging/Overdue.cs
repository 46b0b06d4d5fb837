using BatchRouter.Sandbox.Crashing.Surrounding;

namespace BatchRouter.Sandbox.Crashing.Judging;

/// <summary>Once all is calm, nothing keeps the way back: no job waits for a batch past the time that its way back needs.</summary>
internal static class Overdue
{
    // A dead worker's lease, a round, and a place among what runs.
    private static readonly TimeSpan Air = TimeSpan.FromSeconds(30);

    public static string? Find(World world, DateTimeOffset calmSince)
    {
        foreach (var row in world.Database.Parked)
        {
            if (!row.IsAwaited)
                continue;
            var due = row.ShipmentId is { } shipment ? world.Database.Shipments[shipment].Shipment.OverdueAt : row.LatestSafeStart;
            if (world.Now > (due > calmSince ? due : calmSince) + Air)
                return $"kept too long: job {row.Job.Job.Key} is {row.Job.State}, and its way back had to begin at {due:O}";
        }

        return null;
    }
}
