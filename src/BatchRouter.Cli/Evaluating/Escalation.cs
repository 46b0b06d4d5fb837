using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What follows once the cheap answer was read; the default lets it stand.</summary>
/// <param name="Strong">The strong model that is bought; null where the cheap answer stands.</param>
/// <param name="AsksSecond">The second cheap model is asked before: where it agrees, the cheap answer stands.</param>
/// <param name="Votes">Where the strong answer differs from the cheap one, the other strong model is bought, too, and decides between them.</param>
internal readonly record struct Escalation(string? Strong, bool AsksSecond = false, bool Votes = false)
{
    /// <summary>The ways to one strong model, cheapest first.</summary>
    public static IReadOnlyList<Escalation> WaysTo(string strong) => [new(strong, AsksSecond: true), new(strong), new(strong, Votes: true)];

    /// <summary>Every call is paid, the cheap one first.</summary>
    public Purchase Buy(ManyRow row)
    {
        var cheap = Purchase.Of(row, ManyRegime.Cheap);
        if (Strong is null)
            return cheap;
        var paid = cheap.Cost;
        if (AsksSecond)
        {
            paid += Purchase.CostOf(row, ManyRegime.Second);
            if (Agree(row, ManyRegime.Second, ManyRegime.Cheap))
                return cheap with { Cost = paid };
        }

        paid += Purchase.CostOf(row, Strong);
        if (!Votes || Agree(row, Strong, ManyRegime.Cheap))
            return new Purchase(paid, row.ByModel[Strong].Correct);
        var judge = Strong == ManyRegime.Target ? ManyRegime.Other : ManyRegime.Target;
        return new Purchase(paid + Purchase.CostOf(row, judge), row.ByModel[Agree(row, judge, ManyRegime.Cheap) ? ManyRegime.Cheap : Strong].Correct);
    }

    private static bool Agree(ManyRow row, string one, string other) => AnswersAgree.Agree(row.ByModel[one].Answer, row.ByModel[other].Answer);
}
