namespace BatchRouter.Catalog;

/// <summary>What each kind of token costs, in nano-USD per million tokens.</summary>
/// <param name="InputNanoUsdPerMillion">Input tokens that no cache held and none took.</param>
/// <param name="OutputNanoUsdPerMillion">Output tokens.</param>
public sealed record Rates(long InputNanoUsdPerMillion, long OutputNanoUsdPerMillion)
{
    private const long Million = 1_000_000;

    /// <summary>Input tokens read from the provider's cache. Default: as input.</summary>
    public long CachedInputNanoUsdPerMillion { get; init; } = InputNanoUsdPerMillion;

    /// <summary>Input tokens written to the provider's cache. Default: as input.</summary>
    public long CacheWriteNanoUsdPerMillion { get; init; } = InputNanoUsdPerMillion;

    /// <summary>Output tokens spent on reasoning. Default: as output.</summary>
    public long ReasoningNanoUsdPerMillion { get; init; } = OutputNanoUsdPerMillion;

    /// <summary>What these tokens cost, in nano-USD: summed exactly, rounded once, half to even.</summary>
    public long ChargeNanoUsd(Usage usage)
    {
        var millionths = (Int128)(usage.Input - usage.CachedInput - usage.CacheWriteInput) * InputNanoUsdPerMillion
            + (Int128)usage.CachedInput * CachedInputNanoUsdPerMillion
            + (Int128)usage.CacheWriteInput * CacheWriteNanoUsdPerMillion
            + (Int128)(usage.Output - usage.Reasoning) * OutputNanoUsdPerMillion
            + (Int128)usage.Reasoning * ReasoningNanoUsdPerMillion;
        var (quotient, rest) = Int128.DivRem(millionths, Million);
        var roundsUp = rest * 2 > Million || (rest * 2 == Million && Int128.IsOddInteger(quotient));
        return checked((long)(roundsUp ? quotient + 1 : quotient));
    }

    /// <summary>The most that so many tokens can cost, in nano-USD, rounded up: every token at the dearest rate of its side.</summary>
    public long HoldNanoUsd(long inputTokensAtMost, long outputTokensAtMost)
    {
        var dearestInput = Math.Max(InputNanoUsdPerMillion, Math.Max(CachedInputNanoUsdPerMillion, CacheWriteNanoUsdPerMillion));
        var dearestOutput = Math.Max(OutputNanoUsdPerMillion, ReasoningNanoUsdPerMillion);
        var millionths = (Int128)inputTokensAtMost * dearestInput + (Int128)outputTokensAtMost * dearestOutput;
        return checked((long)((millionths + Million - 1) / Million));
    }
}
