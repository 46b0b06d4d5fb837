using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Sandbox.Crashing.Surrounding;

namespace BatchRouter.Sandbox.Crashing.Judging;

/// <summary>What a seed led to, by name: a simulation that never reaches a case proves nothing about it.</summary>
internal static class Happenings
{
    public static IReadOnlyDictionary<string, int> Of(World world) => Names(world).CountBy(name => name).ToDictionary();

    private static IEnumerable<string> Names(World world)
    {
        foreach (var job in world.Database.Jobs.Values)
        {
            yield return $"job {job.State.ToString().ToLowerInvariant()} {job.Ending?.Reason ?? job.Refused?.Code}".TrimEnd();
            if (job.Rescues > 0)
                yield return "job rescued";
            if (job.Job.Side is { } side)
                yield return $"side {side.ToString().ToLowerInvariant()} {job.State.ToString().ToLowerInvariant()}";
        }

        foreach (var attempt in world.Database.Attempts.Values)
        {
            yield return $"attempt {attempt.Attempt.Purpose.ToString().ToLowerInvariant()}";
            yield return $"attempt {attempt.State.ToString().ToLowerInvariant()}";
            if (attempt.Entries.Any(entry => entry.Kind == EntryKind.Correction))
                yield return "entry correction";
        }

        foreach (var row in world.Database.Parked)
            yield return $"row {row.State.ToString().ToLowerInvariant()} {row.Failure?.ToString().ToLowerInvariant()}".TrimEnd();
        foreach (var shipment in world.Database.Shipments.Values)
        {
            yield return $"shipment {shipment.Shipment.State.ToString().ToLowerInvariant()} {shipment.Status?.End?.ToString().ToLowerInvariant()}".TrimEnd();
            foreach (var (kind, _) in shipment.Findings)
                yield return $"finding {kind.ToString().ToLowerInvariant()}";
        }

        foreach (var batch in world.Batches.Batches)
            yield return $"batch {batch.End.ToString().ToLowerInvariant()}";
        foreach (var comparison in world.Database.Comparisons.Values)
            yield return $"comparison {comparison.Draw.How.ToString().ToLowerInvariant()} {comparison.Concluded?.Reason ?? "agreement"}";

        foreach (var rejection in world.Database.Rejections.Values)
            yield return $"message {rejection.Rejection.Code}";
    }
}
