namespace BatchRouter.Budgeting;

/// <summary>The period of a budget.</summary>
public enum BudgetWindow
{
    Hour,
    Day,
    Week,
    Month,
    Total,
}
