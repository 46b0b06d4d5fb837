namespace BatchRouter.Budgeting;

/// <summary>All budgets as they stood at one version; found by what they cover.</summary>
public sealed class BudgetBook
{
    private readonly ILookup<BudgetScope, Budget> _byScope;

    public BudgetBook(long version, IReadOnlyList<Budget> budgets)
    {
        Version = version;
        Budgets = budgets;
        _byScope = budgets.ToLookup(budget => budget.Scope);
    }

    /// <summary>Raised by every change.</summary>
    public long Version { get; }

    public IReadOnlyList<Budget> Budgets { get; }

    /// <summary>The budgets that a purchase falls under, each once.</summary>
    public IReadOnlyList<Budget> Covering(Payer payer, string model)
    {
        if (Budgets.Count == 0)
            return [];
        var found = new List<Budget>(4);
        foreach (var scope in payer.Scopes)
            found.AddRange(_byScope[scope]);
        found.AddRange(_byScope[new BudgetScope.Model(model)]);
        return found;
    }
}
