using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What follows once the cheap answer was read; the default lets it stand.</summary>
/// <param name="Strong">The model that is bought in the end; null where the cheap answer stands.</param>
/// <param name="AsksSecond">The second cheap model is asked before: where it agrees, the cheap answer stands.</param>
internal readonly record struct Escalation(string? Strong, bool AsksSecond)
{
    /// <summary>The ways to one strong model.</summary>
    public static IReadOnlyList<Escalation> WaysTo(string strong) => [new(strong, AsksSecond: true), new(strong, AsksSecond: false)];

    /// <summary>Every call is paid, the cheap one first.</summary>
    public Purchase Buy(ManyRow row)
    {
        var cheap = Purchase.Of(row, ManyRegime.Cheap);
        if (Strong is null)
            return cheap;
        var cost = cheap.Cost + Purchase.CostOf(row, Strong);
        if (!AsksSecond)
            return new Purchase(cost, row.ByModel[Strong].Correct);
        var second = Purchase.CostOf(row, ManyRegime.Second);
        return AnswersAgree.Agree(row.ByModel[ManyRegime.Second].Answer, row.ByModel[ManyRegime.Cheap].Answer)
            ? cheap with { Cost = cheap.Cost + second }
            : new Purchase(cost + second, row.ByModel[Strong].Correct);
    }
}
