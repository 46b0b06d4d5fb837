namespace BatchRouter.Scoring.Verifying;

/// <summary>
/// What <see cref="FinalNumberVerifier"/> measures. The weights are round numbers near a logistic regression on the 910 recorded
/// GSM8K answers of one weak model (prior 0.65): a starting point for word problems, to be learned again for anything else.
/// </summary>
internal static class FinalNumberFeatures
{
    public static readonly Feature NoFinal = new("no-final-number", -2, "1 where the answer ends on no number, else 0");
    public static readonly Feature Unmarked = new("unmarked-final-number", -1.5, "1 where the last number stands behind no ####, box or 'answer is', else 0");
    public static readonly Feature Cut = new("cut-equation", -3, "1 where the text ends inside an equation, else 0");
    public static readonly Feature Checked = new("checked-equations", 0, "equations that could be recomputed, 0 to 12; reported, not yet weighed");
    public static readonly Feature Wrong = new("wrong-arithmetic", -2.5, "1 where at least one shown equation does not recompute, else 0");
    public static readonly Feature Backed = new("backed-final-number", 0.75, "1 where the final number is the result of an equation that recomputes, else 0");
    public static readonly Feature Fractional = new("fractional-final-number", -2, "1 where the final number has a fraction, as counts of things have none, else 0");
    public static readonly Feature RoundedStep = new("rounded-step", -0.75, "1 where a result has more than two decimals, else 0");
    public static readonly Feature Unused = new("unused-question-numbers", -2, "share of the question's distinct numbers that the answer never mentions, 0 to 1");
    public static readonly Feature Skipped = new("skipped-steps", -0.4, "distinct results fewer than combining the question's numbers needs, 0 to 3");
    public static readonly Feature Doubt = new("doubt", -1, "1 where the answer speaks of mistakes or impossibility, else 0");
    public static readonly Feature TextAfter = new("text-after-final-number", -1.5, "1 where more than 15 characters follow the marked number's marker, else 0");
    public static readonly Feature LongQuestion = new("long-question", -0.5, "natural logarithm of the question's characters over 250, -1.5 to 1.5");

    public static IReadOnlyList<Feature> All { get; } =
        [NoFinal, Unmarked, Cut, Checked, Wrong, Backed, Fractional, RoundedStep, Unused, Skipped, Doubt, TextAfter, LongQuestion];
}
