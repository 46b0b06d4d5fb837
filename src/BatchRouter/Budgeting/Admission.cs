namespace BatchRouter.Budgeting;

/// <summary>Admits attempts one by one, in memory, against accounts that were locked for a whole group. Pure but for the sums it keeps.</summary>
public static class Admission
{
    /// <summary>Holds in all accounts, or in none. Null, it fits; else the account that stands most in the way.</summary>
    public static BudgetRefusal? Admit(Ask ask, IReadOnlyList<Account> accounts)
    {
        BudgetRefusal? worst = null;
        foreach (var account in accounts)
            if (Refusal(ask, account) is { } refusal && (worst is null || (refusal.IsFull && !worst.IsFull)))
                worst = refusal;
        if (worst is not null)
            return worst;
        foreach (var account in accounts)
            account.HeldNanoUsd += ask.Of(account);
        return null;
    }

    private static BudgetRefusal? Refusal(Ask ask, Account account)
    {
        var asked = ask.Of(account);
        return asked > account.RoomNanoUsd || (ask.IsArrival && account.HasWaiters) ? BudgetRefusal.Of(account, asked) : null;
    }
}
