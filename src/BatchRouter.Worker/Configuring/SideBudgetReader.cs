using BatchRouter.Auditing;
using BatchRouter.Budgeting;

namespace BatchRouter.Worker.Configuring;

/// <summary>Budgets of work beside the users' own: what is done for audits, for their judges and for shadows carries a label, and the label a limit.</summary>
internal sealed class SideBudgetReader(PolicyChecks checks)
{
    private const string Label = "batchrouter.side";

    public IReadOnlyList<Budget> Read()
    {
        var budgets = new List<Budget>();
        var audits = checks.Written.Tasks.Values.Select(task => task.Audit).OfType<PolicyFile.AuditEntry>().ToList();
        // Whoever turns audits on and says nothing of their price is not surprised by it.
        if (checks.Written.Audits is { } || audits.Count > 0)
            Add(budgets, "audit", "$.audits", checks.Written.Audits ?? new PolicyFile.SideBudgetEntry());
        if (audits.Exists(audit => audit.Compare.Equals(nameof(Comparison.Judge), StringComparison.OrdinalIgnoreCase)))
            Add(budgets, "judge", "$.audits", checks.Written.Audits ?? new PolicyFile.SideBudgetEntry());
        if (checks.Written.Shadows is { } shadows)
            Add(budgets, "shadow", "$.shadows", shadows);
        return budgets;
    }

    private void Add(List<Budget> budgets, string side, string path, PolicyFile.SideBudgetEntry entry)
    {
        var scope = new BudgetScope.Label(Label, side);
        // One that stands in the table of budgets is the user's own word.
        if (checks.Written.Budgets.Any(budget => budget.Scope == scope.ToString()))
            return;
        checks.Want(entry.LimitUsd is >= 0 and <= 1_000_000_000 && decimal.Round(entry.LimitUsd, 9) == entry.LimitUsd, $"{path}.limitUsd", "0 to 1,000,000,000 USD with at most nine decimals is wanted");
        budgets.Add(new Budget
        {
            Scope = scope,
            Window = checks.Word<BudgetWindow>($"{path}.window", entry.Window),
            Zone = TimeZoneInfo.Utc,
            LimitNanoUsd = (long)(entry.LimitUsd * 1_000_000_000m),
            AtLimit = AtLimit.Reject,
        });
    }
}
