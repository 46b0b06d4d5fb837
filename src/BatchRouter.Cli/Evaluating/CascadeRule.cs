using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How much a right answer is worth decides what is bought: a call is made when what it is expected to win is worth its price.</summary>
/// <param name="RightUsd">Worth of one right answer.</param>
/// <param name="AsksSecond">The second cheap model may be asked, where knowing whether it agrees is worth more than it costs.</param>
internal readonly record struct CascadeRule(double RightUsd, bool AsksSecond)
{
    public Purchase Buy(ManyRow row, CascadeState state)
    {
        var cost = Purchase.CostOf(row, ManyRegime.Cheap);
        var cheap = row.ByModel[ManyRegime.Cheap];
        var beliefs = state.Read;
        if (AsksSecond && WorthOfSecondUsd(state) > state.SecondUsd)
        {
            cost += Purchase.CostOf(row, ManyRegime.Second);
            beliefs = AnswersAgree.Agree(row.ByModel[ManyRegime.Second].Answer, cheap.Answer) ? state.IfAgrees : state.IfNot;
        }

        if (Strong(beliefs, state) is not { } strong)
            return new Purchase(cost, cheap.Correct);
        return new Purchase(cost + Purchase.CostOf(row, strong), row.ByModel[strong].Correct);
    }

    // Expected value of the information: choosing after each verdict, against the best one choice for both.
    private double WorthOfSecondUsd(CascadeState state)
    {
        var (agrees, not) = (Values(state.IfAgrees, state), Values(state.IfNot, state));
        double Mixed(double one, double other) => (state.Agrees * one) + ((1 - state.Agrees) * other);
        var informed = Mixed(Best(agrees), Best(not));
        return informed - Best((Mixed(agrees.Cheap, not.Cheap), Mixed(agrees.Target, not.Target), Mixed(agrees.Other, not.Other)));
    }

    // The strong model whose expected win most exceeds its price; null where neither's does.
    private string? Strong(Beliefs beliefs, CascadeState state)
    {
        var values = Values(beliefs, state);
        if (Math.Max(values.Target, values.Other) <= values.Cheap)
            return null;
        return values.Target >= values.Other ? ManyRegime.Target : ManyRegime.Other;
    }

    private (double Cheap, double Target, double Other) Values(Beliefs beliefs, CascadeState state) =>
        (RightUsd * beliefs.Cheap, (RightUsd * beliefs.Target) - state.TargetUsd, (RightUsd * beliefs.Other) - state.OtherUsd);

    private static double Best((double Cheap, double Target, double Other) values) => Math.Max(values.Cheap, Math.Max(values.Target, values.Other));
}
