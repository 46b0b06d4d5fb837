using System.Collections.Concurrent;
using BatchRouter.Budgeting;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>The budgets at one version, and whether any account was ever opened: where none was, nothing is locked.</summary>
internal sealed record Books(BudgetBook Book, bool HasAccounts)
{
    // Most attempts lie in the window of the one before: calendars are asked only when it ends.
    private readonly ConcurrentDictionary<int, WindowSpan> _windows = new();

    public WindowSpan WindowOf(Budget budget, DateTimeOffset at)
    {
        if (_windows.TryGetValue(budget.Id, out var window) && window.Contains(at))
            return window;
        return _windows[budget.Id] = budget.WindowAt(at);
    }
}
