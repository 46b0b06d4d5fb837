using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How much a right answer is worth decides what is bought: a call is made when what it is expected to win is worth its price.</summary>
/// <param name="RightUsd">Worth of one right answer.</param>
/// <param name="AsksSecond">Before a strong model is asked, the second cheap one is, and the beliefs are formed again.</param>
/// <param name="Enough">Confidence at which a strong answer that the cheap one contradicts stands; below it the other strong model has a vote. 0: always.</param>
internal readonly record struct CascadeRule(double RightUsd, bool AsksSecond, double Enough)
{
    public Purchase Buy(ManyRow row, CascadeState state)
    {
        var cost = Purchase.CostOf(row, ManyRegime.Cheap);
        var cheap = row.ByModel[ManyRegime.Cheap];
        if (Strong(state.Read, state) is not { } strong)
            return new Purchase(cost, cheap.Correct);
        if (AsksSecond)
        {
            cost += Purchase.CostOf(row, ManyRegime.Second);
            if (Strong(state.Compared, state) is not { } still)
                return new Purchase(cost, cheap.Correct);
            strong = still;
        }

        cost += Purchase.CostOf(row, strong);
        var first = row.ByModel[strong];
        var isTarget = strong == ManyRegime.Target;
        if ((isTarget ? state.TargetAgreed : state.OtherAgreed) >= Enough || AnswersAgree.Agree(first.Answer, cheap.Answer))
            return new Purchase(cost, first.Correct);
        var last = isTarget ? ManyRegime.Other : ManyRegime.Target;
        cost += Purchase.CostOf(row, last);
        // Two of three outvote the first; without a majority the first stands.
        var outvoted = AnswersAgree.Agree(row.ByModel[last].Answer, cheap.Answer);
        return new Purchase(cost, outvoted ? row.ByModel[last].Correct : first.Correct);
    }

    // The strong model whose expected win most exceeds its price; null where neither's does.
    private string? Strong(Beliefs beliefs, CascadeState state)
    {
        var target = (RightUsd * (beliefs.Target - beliefs.Cheap)) - state.TargetUsd;
        var other = (RightUsd * (beliefs.Other - beliefs.Cheap)) - state.OtherUsd;
        if (Math.Max(target, other) <= 0)
            return null;
        return target >= other ? ManyRegime.Target : ManyRegime.Other;
    }
}
