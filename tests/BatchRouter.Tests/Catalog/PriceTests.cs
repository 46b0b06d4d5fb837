using System.Numerics;
using BatchRouter.Catalog;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Catalog;

public sealed class PriceTests
{
    private static readonly Gen<long> AnyRate = Gen.OneOf(Gen.Long[0, 1_000], Gen.Long[0, 1_000_000_000_000]);

    private static readonly Gen<Rates> AnyRates = Gen.Select(AnyRate, AnyRate, AnyRate, AnyRate, AnyRate).Select((input, cached, written, output, reasoning) =>
        new Rates(input, output) { CachedInputNanoUsdPerMillion = cached, CacheWriteNanoUsdPerMillion = written, ReasoningNanoUsdPerMillion = reasoning });

    // Nothing says that long inputs are dearer: every rate of theirs is drawn apart.
    private static readonly Gen<Price> AnyPrice =
        from rates in AnyRates
        from isTiered in Gen.Bool
        from threshold in Gen.Long[1, 2_000_000]
        from longer in AnyRates
        select Price(rates, isTiered ? new LongContext(threshold, longer) : null);

    // As long as it can be, at most, and about the threshold, where the rates change.
    private static Gen<long> AnyInput(Price price) => price.LongContext is { } longer
        ? Gen.OneOf(Gen.Long[0, 2_000_000], Gen.Long[longer.ThresholdTokens - 1, longer.ThresholdTokens + 1])
        : Gen.Long[0, 2_000_000];

    // Cached and cache-write are parts of input, reasoning a part of output.
    private static Gen<Usage> AnyUsage(Gen<long> anyInput) =>
        from input in anyInput
        from cached in Gen.Long[0, input]
        from written in Gen.Long[0, input - cached]
        from output in Gen.Long[0, 1_000_000]
        from reasoning in Gen.Long[0, output]
        select new Usage(input, cached, output, reasoning, written);

    [Fact]
    public void ChargeNanoUsd_AnyUsage_IsTheExactSumRoundedOnceHalfToEven() =>
        AnyPrice.SelectMany(price => AnyUsage(AnyInput(price)).Select(usage => (price, usage)))
            .Sample(given => Assert.Equal(Expected(given.price, given.usage), given.price.ChargeNanoUsd(given.usage)), iter: 10_000);

    // Halves are rare among random rates: here every charge lies on one.
    [Fact]
    public void ChargeNanoUsd_ExactlyHalfway_IsTheEvenNeighbour() =>
        Gen.Long[0, 1_000_000_000].Sample(whole =>
        {
            var charge = Price(new Rates((whole * 1_000_000) + 500_000, 0)).ChargeNanoUsd(new Usage(1, 0, 0, 0));
            Assert.True(charge % 2 == 0 && Math.Abs((2 * charge) - ((2 * whole) + 1)) == 1);
        });

    [Theory]
    [InlineData(500_000, 0)]
    [InlineData(1_500_000, 2)]
    [InlineData(2_500_000, 2)]
    [InlineData(2_500_001, 3)]
    [InlineData(499_999, 0)]
    public void ChargeNanoUsd_HalfANanoUsd_GoesToTheEvenNeighbour(long rate, long charge) =>
        Assert.Equal(charge, Price(new Rates(rate, 0)).ChargeNanoUsd(new Usage(1, 0, 0, 0)));

    [Fact]
    public void ChargeNanoUsd_CachedTokens_AreNotChargedTwice() =>
        Assert.Equal(10 * 1 + 90 * 3, Price(new Rates(3_000_000, 0) { CachedInputNanoUsdPerMillion = 1_000_000 }).ChargeNanoUsd(new Usage(100, 10, 0, 0)));

    [Fact]
    public void ChargeNanoUsd_CacheWriteTokens_AreNotChargedTwice() => Assert.Equal(
        10 * 1 + 20 * 5 + 70 * 3,
        Price(new Rates(3_000_000, 0) { CachedInputNanoUsdPerMillion = 1_000_000, CacheWriteNanoUsdPerMillion = 5_000_000 }).ChargeNanoUsd(new Usage(100, 10, 0, 0, 20)));

    [Fact]
    public void ChargeNanoUsd_ReasoningTokens_AreNotChargedTwice() =>
        Assert.Equal(10 * 1 + 90 * 3, Price(new Rates(0, 3_000_000) { ReasoningNanoUsdPerMillion = 1_000_000 }).ChargeNanoUsd(new Usage(0, 0, 100, 10)));

    [Fact]
    public void Rates_NotSaid_AreThoseOfTheirSide()
    {
        var rates = new Rates(3, 7);
        Assert.Equal((3, 3, 7), (rates.CachedInputNanoUsdPerMillion, rates.CacheWriteNanoUsdPerMillion, rates.ReasoningNanoUsdPerMillion));
    }

    // The whole call, output too, is charged at the tier of its input: not at the base rate, and not only what is beyond the threshold.
    [Theory]
    [InlineData(200_000, 0, 0, 200_000 * 3 + 1_000 * 15)]
    [InlineData(200_001, 0, 0, 200_001 * 6 + 1_000 * 22)]
    [InlineData(200_001, 200_001, 0, 200_001 * 1 + 1_000 * 22)]
    [InlineData(200_001, 0, 200_001, 200_001 * 8 + 1_000 * 22)]
    [InlineData(200_000, 200_000, 0, 1_000 * 15)]
    public void ChargeNanoUsd_LongContext_HoldsForTheWholeCallAndCountsCachedTokens(long input, long cached, long written, long charge) =>
        Assert.Equal(charge, Tiered.ChargeNanoUsd(new Usage(input, cached, 1_000, 0, written)));

    [Fact]
    public void HoldNanoUsd_AnyUsageWithinItsBounds_IsNeverBelowTheCharge() =>
        (from price in AnyPrice
         from inputAtMost in AnyInput(price)
         from outputMore in Gen.Long[0, 1_000]
         from usage in AnyUsage(price.LongContext is { } longer && longer.ThresholdTokens < inputAtMost
             ? Gen.OneOf(Gen.Long[0, inputAtMost], Gen.Const(inputAtMost), Gen.Const(longer.ThresholdTokens))
             : Gen.OneOf(Gen.Long[0, inputAtMost], Gen.Const(inputAtMost)))
         select (price, inputAtMost, outputAtMost: usage.Output + outputMore, usage))
        .Sample(given => given.price.HoldNanoUsd(given.inputAtMost, given.outputAtMost) >= given.price.ChargeNanoUsd(given.usage), iter: 10_000);

    // The most that any corner costs, rounded up, and nothing above it.
    [Fact]
    public void HoldNanoUsd_AnyBounds_IsTheDearestUsageRoundedUp() =>
        (from price in AnyPrice
         from input in AnyInput(price)
         from output in Gen.Long[0, 1_000_000]
         select (price, input, output))
        .Sample(given =>
        {
            var lengths = given.price.LongContext is { } longer ? (long[])[given.input, Math.Min(given.input, longer.ThresholdTokens)] : [given.input];
            var dearest = lengths.SelectMany(input => Corners(input, given.output)).Max(usage => Millionths(given.price, usage));
            Assert.Equal((long)((dearest + 999_999) / 1_000_000), given.price.HoldNanoUsd(given.input, given.output));
        }, iter: 10_000);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_001, 2)]
    [InlineData(0, 0)]
    public void HoldNanoUsd_PartOfANanoUsd_IsRoundedUp(long rate, long hold) => Assert.Equal(hold, Price(new Rates(rate, 0)).HoldNanoUsd(1, 0));

    [Theory]
    [InlineData(200_000, 200_000 * 4 + 1_000 * 15)]
    [InlineData(200_001, 200_001 * 8 + 1_000 * 22)]
    public void HoldNanoUsd_LongContext_IsTheDearestRateOfTheTierThatMayApply(long input, long hold) => Assert.Equal(hold, Tiered.HoldNanoUsd(input, 1_000));

    // A call that stays short is then the dearer one.
    [Fact]
    public void HoldNanoUsd_LongContextThatIsCheaper_StillCoversTheShortCall() => Assert.Equal(
        100 * 9, Price(new Rates(9_000_000, 0), new LongContext(100, new Rates(1_000_000, 0))).HoldNanoUsd(101, 0));

    [Fact]
    public void PriceAt_SeveralVersions_TakesTheLatestThatHasBegun()
    {
        var model = Some.Weak with
        {
            Prices = [Some.SyncPrice("new", 2, Some.Noon), Some.SyncPrice("old", 1, Some.Noon.AddDays(-9)), Some.SyncPrice("later", 3, Some.Noon.AddDays(9))],
        };
        Assert.Equal("old", model.PriceAt(Lane.Sync, Some.Noon.AddTicks(-1))?.Version);
        Assert.Equal("new", model.PriceAt(Lane.Sync, Some.Noon)?.Version);
        Assert.Equal("later", model.PriceAt(Lane.Sync, Some.Noon.AddYears(1))?.Version);
        Assert.Null(model.PriceAt(Lane.Sync, Some.Noon.AddDays(-10)));
        Assert.Null(model.PriceAt(Lane.Batch, Some.Noon));
    }

    /// <summary>Twice the input above 200,000 tokens and half as much again for output, in whole nano-USD per token.</summary>
    private static Price Tiered { get; } = Price(
        new Rates(3_000_000, 15_000_000) { CachedInputNanoUsdPerMillion = 0, CacheWriteNanoUsdPerMillion = 4_000_000 },
        new LongContext(200_000, new Rates(6_000_000, 22_000_000) { CachedInputNanoUsdPerMillion = 1_000_000, CacheWriteNanoUsdPerMillion = 8_000_000 }));

    private static Price Price(Rates rates, LongContext? longContext = null) => new("v", DateTimeOffset.MinValue, Lane.Sync, rates, longContext);

    // All tokens of a side of one kind: every other split lies between these.
    private static IEnumerable<Usage> Corners(long input, long output) =>
        from reasoning in (long[])[0, output]
        from parts in ((long Cached, long Written)[])[(0, 0), (input, 0), (0, input)]
        select new Usage(input, parts.Cached, output, reasoning, parts.Written);

    private static long Expected(Price price, Usage usage) =>
        (long)decimal.Round((decimal)Millionths(price, usage) / 1_000_000m, MidpointRounding.ToEven);

    private static BigInteger Millionths(Price price, Usage usage)
    {
        var rates = price.LongContext is null || usage.Input <= price.LongContext.ThresholdTokens ? price.Rates : price.LongContext.Rates;
        return (new BigInteger(usage.Input - usage.CachedInput - usage.CacheWriteInput) * rates.InputNanoUsdPerMillion)
            + (new BigInteger(usage.CachedInput) * rates.CachedInputNanoUsdPerMillion)
            + (new BigInteger(usage.CacheWriteInput) * rates.CacheWriteNanoUsdPerMillion)
            + (new BigInteger(usage.Output - usage.Reasoning) * rates.OutputNanoUsdPerMillion)
            + (new BigInteger(usage.Reasoning) * rates.ReasoningNanoUsdPerMillion);
    }
}
