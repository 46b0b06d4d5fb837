using BatchRouter.Running;

namespace BatchRouter.Budgeting;

/// <summary>Port: how full budgets are.</summary>
[Port]
public interface IBudgetLevels
{
    /// <summary>Of every active budget, the account of the window that a moment lies in; one that nothing was asked of is empty.</summary>
    Task<IReadOnlyList<BudgetLevel>> ReadAsync(DateTimeOffset now, CancellationToken stop);
}
