namespace BatchRouter.Cli.Evaluating;

/// <summary>Prices of the recorded models, USD per million tokens. Tokens are not recorded: four characters are one.</summary>
/// <param name="Input">Of the prompt.</param>
/// <param name="Output">Of the response.</param>
internal sealed record EvalPrices(double Input, double Output)
{
    public static readonly EvalPrices Mixtral = new(0.24, 0.24);
    public static readonly EvalPrices Gpt4 = new(10, 30);
    public static readonly EvalPrices Gpt4oMini = new(0.15, 0.60);
    public static readonly EvalPrices Gpt4o = new(2.5, 10);
    public static readonly EvalPrices Claude3Haiku = new(0.25, 1.25);
    public static readonly EvalPrices Claude35Sonnet = new(3, 15);

    private const double CharsPerToken = 4;

    /// <summary>USD of one call. A measure for comparing, not money that is booked: floating point is enough.</summary>
    public double Of(int promptChars, int responseChars) => ((promptChars * Input) + (responseChars * Output)) / CharsPerToken / 1e6;
}
