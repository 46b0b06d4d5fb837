namespace BatchRouter.Cli.Evaluating;

/// <summary>A cell goes over to a dearer and better escalation.</summary>
/// <param name="Cell">Whose rows.</param>
/// <param name="To">What is bought for them from here on.</param>
/// <param name="Usd">What it adds to the mean cost of all rows.</param>
/// <param name="Won">What it adds to their accuracy.</param>
internal readonly record struct CascadeStep(string Cell, Escalation To, double Usd, double Won)
{
    /// <summary>Right answers per USD.</summary>
    public double Worth => Won / Usd;

    /// <summary>
    /// The steps of one cell, each worth less than the one before: the upper edge of the convex hull of its escalations over cost and
    /// accuracy (Dyer 1984 and Zemel 1984, for the multiple-choice knapsack).
    /// </summary>
    /// <param name="cell">Name.</param>
    /// <param name="options">By escalation, what it adds in a row of the cell to the cheap answer that stands.</param>
    /// <param name="share">Of all rows, 0..1.</param>
    public static IEnumerable<CascadeStep> Climb(string cell, IReadOnlyList<(Escalation To, double Usd, double Won)> options, double share)
    {
        var (usd, won) = (0.0, 0.0);
        while (options.Where(option => option.Won > won).ToList() is { Count: > 0 } better)
        {
            var best = better.MaxBy(option => (option.Won - won) / (option.Usd - usd));
            yield return new CascadeStep(cell, best.To, (best.Usd - usd) * share, (best.Won - won) * share);
            (usd, won) = (best.Usd, best.Won);
        }
    }
}
