namespace BatchRouter.Catalog;

/// <summary>Other rates for a call whose input is long: they hold for the whole call, not only for the tokens beyond the threshold.</summary>
/// <param name="ThresholdTokens">An input of more tokens than this is long; cached and cache-write tokens count.</param>
/// <param name="Rates">What every token of such a call costs.</param>
public sealed record LongContext(long ThresholdTokens, Rates Rates);
