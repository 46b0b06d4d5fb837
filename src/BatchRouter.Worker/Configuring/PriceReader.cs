using System.Globalization;
using System.Text.RegularExpressions;
using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks the prices of one model of catalog.json, key by key.</summary>
internal sealed partial class PriceReader(StrictJson source, string path, CatalogFile.ModelEntry entry)
{
    private const decimal NanoPerUsd = 1_000_000_000m;
    private const decimal DearestUsdPerMillion = 1_000_000m;

    public List<Price> Read()
    {
        Want(entry.Prices.Any(price => price.Lane == "sync"), "prices", "no price for lane sync: a model without a price is never asked");
        var prices = new List<Price>();
        for (var i = 0; i < entry.Prices.Count; i++)
        {
            var price = Price($"prices[{i}]", entry.Prices[i]);
            Want(!prices.Exists(other => other.Lane == price.Lane && other.Version == price.Version), $"prices[{i}].version", $"'{price.Version}' stands twice for its lane");
            Want(!prices.Exists(other => other.Lane == price.Lane && other.From == price.From), $"prices[{i}].from", "another price of its lane begins at the same time");
            prices.Add(price);
        }

        return prices;
    }

    private Price Price(string key, CatalogFile.PriceEntry price)
    {
        Want(price.Lane is "sync" or "flex" or "batch", $"{key}.lane", "sync, flex or batch is wanted");
        Want(price.Version.Length is > 0 and <= 64, $"{key}.version", "1 to 64 characters are wanted");
        var rates = Rates(key, price.InputUsdPerMillion, price.CachedInputUsdPerMillion, price.CacheWriteUsdPerMillion, price.OutputUsdPerMillion, price.ReasoningUsdPerMillion);
        var longContext = price.LongContext is { } longer ? LongContext($"{key}.longContext", price, longer) : null;
        return new Price(price.Version, Begin($"{key}.from", price.From), Enum.Parse<Lane>(price.Lane, ignoreCase: true), rates, longContext);
    }

    // A time without its zone would begin at another moment on every machine.
    private DateTimeOffset Begin(string key, string? from)
    {
        if (from is null)
            return DateTimeOffset.MinValue;
        Want(Zone().IsMatch(from), key, $"'{from}' names no zone: end it with Z or an offset such as +01:00");
        return DateTimeOffset.TryParse(from, CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin)
            ? begin
            : throw source.Fault($"{path}.{key}", $"'{from}' is no time; one such as 2026-11-01T00:00:00Z is wanted");
    }

    [GeneratedRegex(@"T.*(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();

    private LongContext LongContext(string key, CatalogFile.PriceEntry price, CatalogFile.LongContextEntry longer)
    {
        var threshold = longer.AboveInputTokens ?? throw source.Fault(
            $"{path}.{key}", "aboveInputTokens is missing: the number of input tokens above which these rates hold for the whole call");
        Want(threshold > 0 && threshold < entry.ContextWindow, $"{key}.aboveInputTokens", "1 to less than contextWindow is wanted; where no input can be longer, leave longContext out");
        WantAlso(key, "cachedInputUsdPerMillion", price.CachedInputUsdPerMillion, longer.CachedInputUsdPerMillion);
        WantAlso(key, "cacheWriteUsdPerMillion", price.CacheWriteUsdPerMillion, longer.CacheWriteUsdPerMillion);
        WantAlso(key, "reasoningUsdPerMillion", price.ReasoningUsdPerMillion, longer.ReasoningUsdPerMillion);
        return new LongContext(threshold, Rates(
            key, longer.InputUsdPerMillion, longer.CachedInputUsdPerMillion, longer.CacheWriteUsdPerMillion, longer.OutputUsdPerMillion, longer.ReasoningUsdPerMillion));
    }

    // A rate that the price names and its long context does not would silently become another one.
    private void WantAlso(string key, string rate, decimal? ofPrice, decimal? ofLonger) =>
        Want(ofPrice is null || ofLonger is not null, key, $"{rate} is missing: the price names it, so say what it is in a long context");

    private Rates Rates(string key, decimal input, decimal? cachedInput, decimal? cacheWrite, decimal output, decimal? reasoning) =>
        new(Nano($"{key}.inputUsdPerMillion", input), Nano($"{key}.outputUsdPerMillion", output))
        {
            CachedInputNanoUsdPerMillion = Nano($"{key}.cachedInputUsdPerMillion", cachedInput ?? input),
            CacheWriteNanoUsdPerMillion = Nano($"{key}.cacheWriteUsdPerMillion", cacheWrite ?? input),
            ReasoningNanoUsdPerMillion = Nano($"{key}.reasoningUsdPerMillion", reasoning ?? output),
        };

    private long Nano(string key, decimal usdPerMillion)
    {
        Want(usdPerMillion is >= 0 and <= DearestUsdPerMillion, key, "0 to 1,000,000 USD per million tokens is wanted");
        var nano = usdPerMillion * NanoPerUsd;
        Want(nano == decimal.Truncate(nano), key, "at most nine decimals are wanted");
        return (long)nano;
    }

    private void Want(bool holds, string key, string problem)
    {
        if (!holds)
            throw source.Fault($"{path}.{key}", problem);
    }
}
