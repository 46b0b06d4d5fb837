namespace BatchRouter.Budgeting;

/// <summary>How full budgets are, as of the last look of this worker: for choosing cheaper near a limit. Limits themselves are kept by the store.</summary>
public sealed class BudgetPressure
{
    private volatile IReadOnlyList<BudgetLevel> _levels = [];

    /// <summary>What a look at all budgets' accounts of now found.</summary>
    public void Learn(IReadOnlyList<BudgetLevel> levels) => _levels = levels;

    /// <summary>Whether any budget is known: without one, nobody need be told apart.</summary>
    public bool IsKnown => _levels.Count > 0;

    /// <summary>Share of its limit that is posted or held in the fullest of the budgets that cover a payer whatever model it asks; null, none does.</summary>
    public double? UsedOf(Payer payer)
    {
        var levels = _levels;
        double? fullest = null;
        var scopes = payer.Scopes.ToList();
        foreach (var level in levels)
            if (level.Used > (fullest ?? -1) && scopes.Contains(level.Scope))
                fullest = level.Used;
        return fullest;
    }
}

/// <summary>One budget's fill now.</summary>
/// <param name="Scope">What it limits.</param>
/// <param name="Used">Posted and held, as a share of the limit; 1 where the limit is zero.</param>
public sealed record BudgetLevel(BudgetScope Scope, double Used)
{
    /// <param name="scope">What it limits.</param>
    /// <param name="spentNanoUsd">Posted and held.</param>
    /// <param name="usableNanoUsd">The limit, less the reserve of a soft one.</param>
    public static BudgetLevel Of(BudgetScope scope, long spentNanoUsd, long usableNanoUsd) =>
        new(scope, usableNanoUsd > 0 ? (double)spentNanoUsd / usableNanoUsd : 1);
}
