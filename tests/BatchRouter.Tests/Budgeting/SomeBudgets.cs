using BatchRouter.Budgeting;

namespace BatchRouter.Tests.Budgeting;

/// <summary>Ordinary budgets and accounts.</summary>
internal static class SomeBudgets
{
    public static Budget Budget(
        string scope = "project:demo", AtLimit atLimit = AtLimit.Wait, BudgetWindow window = BudgetWindow.Day, long limit = 1_000, bool soft = false,
        long reserve = 0, int id = 1) => new()
        {
            Id = id,
            Scope = BudgetScope.Parse(scope),
            Window = window,
            Zone = TimeZoneInfo.Utc,
            LimitNanoUsd = limit,
            AtLimit = atLimit,
            IsSoft = soft,
            ReserveNanoUsd = reserve,
        };

    public static Account Account(Budget budget, long posted = 0, long held = 0, bool waiters = false) => new()
    {
        Id = budget.Id,
        Budget = budget,
        Window = budget.WindowAt(Some.Noon),
        LimitNanoUsd = budget.LimitNanoUsd,
        IsSoft = budget.IsSoft,
        PostedNanoUsd = posted,
        HeldNanoUsd = held,
        HasWaiters = waiters,
    };

    public static BudgetRefusal Refusal(
        long posted, long held, long asked, long limit = 1_000_000, AtLimit atLimit = AtLimit.Wait, BudgetWindow window = BudgetWindow.Day,
        string scope = "project:demo", bool queued = false) =>
        BudgetRefusal.Of(Account(Budget(scope, atLimit, window, limit), posted, held, queued), asked);
}
