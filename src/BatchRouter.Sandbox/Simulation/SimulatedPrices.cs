namespace BatchRouter.Sandbox.Simulation;

/// <summary>Nano-USD per million tokens: 0.10 USD per million is 100,000,000.</summary>
public sealed record SimulatedPrices(long Input, long CachedInput, long Output, long Reasoning)
{
    private const decimal TokensPerPrice = 1_000_000m;

    /// <summary>Cached input at a tenth of the input price, reasoning at the output price.</summary>
    public static SimulatedPrices Of(long input, long output) => new(input, input / 10, output, output);

    /// <summary>
    /// Rounded once, half to even. Written apart from the product's own arithmetic on purpose:
    /// this is what the ledger is checked against.
    /// </summary>
    public long ChargeNanoUsd(SimulatedUsage usage)
    {
        var exact = (decimal)(usage.InputTokens - usage.CachedTokens) * Input
            + (decimal)usage.CachedTokens * CachedInput
            + (decimal)(usage.OutputTokens - usage.ReasoningTokens) * Output
            + (decimal)usage.ReasoningTokens * Reasoning;
        return (long)Math.Round(exact / TokensPerPrice, 0, MidpointRounding.ToEven);
    }
}
