namespace BatchRouter.Budgeting;

/// <summary>For how long a budget's limit holds, before it begins anew.</summary>
public enum BudgetWindow
{
    Hour,
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    Month,

    /// <summary>Never begins anew.</summary>
    Total,
}
