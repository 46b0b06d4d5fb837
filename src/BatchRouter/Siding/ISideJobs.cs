using BatchRouter.Running;

namespace BatchRouter.Siding;

/// <summary>Port: opens side jobs that belong to no settling job.</summary>
[Port]
public interface ISideJobs
{
    /// <summary>As held and due; those that are known change nothing.</summary>
    Task OpenAsync(IReadOnlyList<SideJob> sides, CancellationToken stop);
}
