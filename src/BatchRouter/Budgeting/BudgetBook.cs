namespace BatchRouter.Budgeting;

/// <summary>All budgets as they stood at one version; found by what they cover.</summary>
public sealed class BudgetBook
{
    private static readonly BudgetScope Everything = new BudgetScope.All();

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
        found.AddRange(_byScope[Everything]);
        if (payer.Team is { } team)
            found.AddRange(_byScope[new BudgetScope.Team(team)]);
        found.AddRange(_byScope[new BudgetScope.Project(payer.Project)]);
        found.AddRange(_byScope[new BudgetScope.Model(model)]);
        foreach (var (key, value) in payer.Labels)
            found.AddRange(_byScope[new BudgetScope.Label(key, value)]);
        return found;
    }
}
