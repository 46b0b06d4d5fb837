using BatchRouter.Jobs;

namespace BatchRouter.Budgeting;

/// <summary>Whose money a job spends: what its budgets are found by.</summary>
/// <param name="Team">The project's team; null, it has none.</param>
/// <param name="Project">The job's project.</param>
/// <param name="Labels">The job's labels.</param>
public sealed record Payer(string? Team, string Project, IReadOnlyDictionary<string, string> Labels)
{
    public static Payer Of(BatchJob job, string? team) => new(team, job.Key.Project, job.Labels);
}
