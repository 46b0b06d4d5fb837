namespace BatchRouter.Budgeting;

public abstract record BudgetScope
{
    public sealed record Model(string Name) : BudgetScope;

    public sealed record Other(string Text) : BudgetScope
    {
        public override string ToString() => Text;
    }

    public static BudgetScope Parse(string text) => new Other(text);
}
