using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What was paid for a row and how right the answer was.</summary>
/// <param name="Cost">USD, every call included.</param>
/// <param name="Correct">0..1.</param>
internal readonly record struct Purchase(double Cost, double Correct)
{
    private static readonly Dictionary<string, EvalPrices> Prices = new()
    {
        [ManyRegime.Cheap] = EvalPrices.Gpt4oMini,
        [ManyRegime.Second] = EvalPrices.Claude3Haiku,
        [ManyRegime.Target] = EvalPrices.Gpt4o,
        [ManyRegime.Other] = EvalPrices.Claude35Sonnet,
    };

    /// <summary>One model alone.</summary>
    public static Purchase Of(ManyRow row, string model) => new(CostOf(row, model), row.ByModel[model].Correct);

    public static EvalPrices PriceOf(string model) => Prices[model];

    public static double CostOf(ManyRow row, string model) => Prices[model].Of(row.Prompt.Length, row.ByModel[model].Chars);

    public static Purchase Mean(IEnumerable<Purchase> all)
    {
        var (cost, correct, count) = (0.0, 0.0, 0);
        foreach (var one in all)
            (cost, correct, count) = (cost + one.Cost, correct + one.Correct, count + 1);
        return new Purchase(cost / count, correct / count);
    }
}
