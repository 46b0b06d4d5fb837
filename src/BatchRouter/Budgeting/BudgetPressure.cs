namespace BatchRouter.Budgeting;

/// <summary>How full budgets are, as of the last look of this worker: for choosing cheaper near a limit. Limits themselves are kept by the store.</summary>
public sealed class BudgetPressure
{
    private volatile IReadOnlyList<BudgetLevel> _levels = [];

    /// <summary>What a look at all budgets' accounts of now found.</summary>
    public void Learn(IReadOnlyList<BudgetLevel> levels) => _levels = levels;

    /// <summary>Share of its limit that is posted or held in the fullest of the budgets that cover a payer whatever model it asks; null, none does.</summary>
    public double? UsedOf(Payer payer)
    {
        double? fullest = null;
        foreach (var level in _levels)
            if (level.Used > (fullest ?? -1) && payer.Scopes.Contains(level.Scope))
                fullest = level.Used;
        return fullest;
    }
}

/// <summary>One budget's fill now.</summary>
/// <param name="Scope">What it limits.</param>
/// <param name="Used">Posted and held, as a share of the limit; 1 where the limit is zero.</param>
public sealed record BudgetLevel(BudgetScope Scope, double Used);
