using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The rules of the cascade, above each of which an answer is accepted.</summary>
/// <param name="Cheap">Confidence at which the cheap answer is enough.</param>
/// <param name="Agreed">Confidence at which it is enough once the second cheap model was asked; above 1 that model is skipped.</param>
/// <param name="Strong">Confidence at which the first strong answer is enough; 0 never asks the other.</param>
internal readonly record struct CascadeThresholds(double Cheap, double Agreed, double Strong)
{
    public bool AsksSecond => Agreed <= 1;

    public Purchase Buy(ManyRow row, CascadeState state)
    {
        var cost = Purchase.CostOf(row, ManyRegime.Cheap);
        var cheap = row.ByModel[ManyRegime.Cheap];
        if (state.Cheap >= Cheap)
            return new Purchase(cost, cheap.Correct);
        if (AsksSecond)
        {
            cost += Purchase.CostOf(row, ManyRegime.Second);
            if (state.CheapAgainstSecond >= Agreed)
                return new Purchase(cost, cheap.Correct);
        }

        cost += Purchase.CostOf(row, state.FirstStrong);
        var first = row.ByModel[state.FirstStrong];
        if (state.StrongAgreed >= Strong || AnswersAgree.Agree(first.Answer, cheap.Answer))
            return new Purchase(cost, first.Correct);
        var last = state.FirstStrong == ManyRegime.Target ? ManyRegime.Other : ManyRegime.Target;
        cost += Purchase.CostOf(row, last);
        // Two of three outvote the first; without a majority the first stands.
        var outvoted = AnswersAgree.Agree(row.ByModel[last].Answer, cheap.Answer);
        return new Purchase(cost, outvoted ? row.ByModel[last].Correct : first.Correct);
    }
}
