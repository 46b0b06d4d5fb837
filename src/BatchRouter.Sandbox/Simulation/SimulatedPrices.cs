namespace BatchRouter.Sandbox.Simulation;

/// <summary>Nano-USD per million tokens: 0.10 USD per million is 100,000,000.</summary>
public sealed record SimulatedPrices(long Input, long CachedInput, long Output, long Reasoning)
{
    private const decimal TokensPerPrice = 1_000_000m;

    /// <summary>Input written to the cache; default as input.</summary>
    public long CacheWrite { get; init; } = Input;

    /// <summary>What a whole call costs instead when its input is long; default null, length makes no difference.</summary>
    public SimulatedLongContext? LongContext { get; init; }

    /// <summary>Cached input at a tenth of the input price, reasoning at the output price.</summary>
    public static SimulatedPrices Of(long input, long output) => new(input, input / 10, output, output);

    /// <summary>The price of batch and flex where no other is given: each rate halved, down to a whole nano-USD.</summary>
    public SimulatedPrices Half() => new(Input / 2, CachedInput / 2, Output / 2, Reasoning / 2)
    {
        CacheWrite = CacheWrite / 2,
        LongContext = LongContext is { } longer ? longer with { Prices = longer.Prices.Half() } : null,
    };

    /// <summary>
    /// Rounded once, half to even. Written apart from the product's own arithmetic on purpose:
    /// this is what the ledger is checked against.
    /// </summary>
    public long ChargeNanoUsd(SimulatedUsage usage)
    {
        if (usage.InputTokens > LongContext?.AboveInputTokens)
            return LongContext.Prices.ChargeNanoUsd(usage);
        var plainTokens = usage.InputTokens - usage.CachedTokens - usage.CacheWriteTokens;
        var exact = (decimal)plainTokens * Input
            + (decimal)usage.CachedTokens * CachedInput
            + (decimal)usage.CacheWriteTokens * CacheWrite
            + (decimal)(usage.OutputTokens - usage.ReasoningTokens) * Output
            + (decimal)usage.ReasoningTokens * Reasoning;
        return (long)Math.Round(exact / TokensPerPrice, 0, MidpointRounding.ToEven);
    }
}

/// <summary>The prices of every token of a call with more input tokens than this; they have no long context of their own.</summary>
public sealed record SimulatedLongContext(long AboveInputTokens, SimulatedPrices Prices);
