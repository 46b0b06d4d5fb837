namespace BatchRouter.Catalog;

/// <summary>One versioned price of a model in a lane.</summary>
/// <param name="Version">Its name; an attempt pins it.</param>
/// <param name="From">From when it holds.</param>
/// <param name="Lane">Which lane it is for.</param>
/// <param name="Rates">What tokens cost.</param>
/// <param name="LongContext">What they cost instead where the input is long; null where length makes no difference.</param>
public sealed record Price(string Version, DateTimeOffset From, Lane Lane, Rates Rates, LongContext? LongContext = null)
{
    /// <summary>Stands where a lane is not sold: such an offer is refused, never bought.</summary>
    public static Price None(Lane lane) => new("none", DateTimeOffset.MinValue, lane, new Rates(0, 0));

    /// <summary>What a call costs, in nano-USD: all of it at the rates of its input's length, rounded once, half to even.</summary>
    public long ChargeNanoUsd(Usage usage) => RatesAt(usage.Input).ChargeNanoUsd(usage);

    /// <summary>
    /// The most a call can cost, in nano-USD, rounded up: over every length of input and every split of its tokens.
    /// The longest input may be the cheaper one, so a call that stays at the threshold is looked at too.
    /// </summary>
    public long HoldNanoUsd(long inputTokensAtMost, long outputTokensAtMost)
    {
        if (LongContext is not { } longer || inputTokensAtMost <= longer.ThresholdTokens)
            return Rates.HoldNanoUsd(inputTokensAtMost, outputTokensAtMost);
        return Math.Max(
            Rates.HoldNanoUsd(longer.ThresholdTokens, outputTokensAtMost),
            longer.Rates.HoldNanoUsd(inputTokensAtMost, outputTokensAtMost));
    }

    /// <summary>The rates of a call with so many input tokens, cached ones included.</summary>
    public Rates RatesAt(long inputTokens) => LongContext is { } longer && inputTokens > longer.ThresholdTokens ? longer.Rates : Rates;
}
