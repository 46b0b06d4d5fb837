namespace BatchRouter.Catalog;

/// <summary>One versioned price of a model in a lane: nano-USD per million tokens.</summary>
/// <param name="Version">Its name; an attempt pins it.</param>
/// <param name="From">From when it holds.</param>
/// <param name="Lane">Which lane it is for.</param>
/// <param name="InputNanoUsdPerMillion">Input tokens that no cache held.</param>
/// <param name="CachedInputNanoUsdPerMillion">Input tokens read from the provider's cache.</param>
/// <param name="OutputNanoUsdPerMillion">Output tokens.</param>
/// <param name="ReasoningNanoUsdPerMillion">Output tokens spent on reasoning.</param>
public sealed record Price(
    string Version,
    DateTimeOffset From,
    Lane Lane,
    long InputNanoUsdPerMillion,
    long CachedInputNanoUsdPerMillion,
    long OutputNanoUsdPerMillion,
    long ReasoningNanoUsdPerMillion)
{
    private const long Million = 1_000_000;

    /// <summary>Stands where a lane is not sold: such an offer is refused, never bought.</summary>
    public static Price None(Lane lane) => new("none", DateTimeOffset.MinValue, lane, 0, 0, 0, 0);

    /// <summary>What a call costs, in nano-USD: summed exactly, rounded once, half to even.</summary>
    public long ChargeNanoUsd(Usage usage)
    {
        var millionths = (Int128)(usage.Input - usage.CachedInput) * InputNanoUsdPerMillion
            + (Int128)usage.CachedInput * CachedInputNanoUsdPerMillion
            + (Int128)(usage.Output - usage.Reasoning) * OutputNanoUsdPerMillion
            + (Int128)usage.Reasoning * ReasoningNanoUsdPerMillion;
        var (quotient, rest) = Int128.DivRem(millionths, Million);
        var roundsUp = rest * 2 > Million || (rest * 2 == Million && Int128.IsOddInteger(quotient));
        return checked((long)(roundsUp ? quotient + 1 : quotient));
    }

    /// <summary>The most a call can cost, in nano-USD, rounded up: every token at the dearest rate of its side.</summary>
    public long HoldNanoUsd(long inputTokensAtMost, long outputTokensAtMost)
    {
        var millionths = (Int128)inputTokensAtMost * Math.Max(InputNanoUsdPerMillion, CachedInputNanoUsdPerMillion)
            + (Int128)outputTokensAtMost * Math.Max(OutputNanoUsdPerMillion, ReasoningNanoUsdPerMillion);
        return checked((long)((millionths + Million - 1) / Million));
    }
}
