using BatchRouter.Jobs;

namespace BatchRouter.Budgeting;

/// <summary>Whose money a job spends: what its budgets are found by.</summary>
/// <param name="Team">The project's team; null, it has none.</param>
/// <param name="Project">The job's project.</param>
/// <param name="Labels">The job's labels.</param>
public sealed record Payer(string? Team, string Project, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What budgets may cover it, whatever model is asked.</summary>
    public IEnumerable<BudgetScope> Scopes
    {
        get
        {
            yield return BudgetScope.Everything;
            if (Team is { } team)
                yield return new BudgetScope.Team(team);
            yield return new BudgetScope.Project(Project);
            foreach (var (key, value) in Labels)
                yield return new BudgetScope.Label(key, value);
        }
    }

    public static Payer Of(BatchJob job, string? team) => new(team, job.Key.Project, job.Labels);
}
