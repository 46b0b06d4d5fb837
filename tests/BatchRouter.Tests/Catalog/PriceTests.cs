using System.Numerics;
using BatchRouter.Catalog;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Catalog;

public sealed class PriceTests
{
    private static readonly Gen<long> AnyRate = Gen.OneOf(Gen.Long[0, 1_000], Gen.Long[0, 1_000_000_000_000]);

    private static readonly Gen<Price> AnyPrice = Gen.Select(AnyRate, AnyRate, AnyRate, AnyRate)
        .Select((input, cached, output, reasoning) => new Price("v", DateTimeOffset.MinValue, Lane.Sync, input, cached, output, reasoning));

    // Cached is a part of input, reasoning a part of output.
    private static readonly Gen<Usage> AnyUsage =
        from input in Gen.Long[0, 2_000_000]
        from cached in Gen.Long[0, input]
        from output in Gen.Long[0, 1_000_000]
        from reasoning in Gen.Long[0, output]
        select new Usage(input, cached, output, reasoning);

    [Fact]
    public void ChargeNanoUsd_AnyUsage_IsTheExactSumRoundedOnceHalfToEven() =>
        Gen.Select(AnyPrice, AnyUsage).Sample((price, usage) => Assert.Equal(Expected(price, usage), price.ChargeNanoUsd(usage)));

    [Theory]
    [InlineData(500_000, 0)]
    [InlineData(1_500_000, 2)]
    [InlineData(2_500_000, 2)]
    [InlineData(2_500_001, 3)]
    [InlineData(499_999, 0)]
    public void ChargeNanoUsd_HalfANanoUsd_GoesToTheEvenNeighbour(long rate, long charge) =>
        Assert.Equal(charge, new Price("v", DateTimeOffset.MinValue, Lane.Sync, rate, 0, 0, 0).ChargeNanoUsd(new Usage(1, 0, 0, 0)));

    [Fact]
    public void ChargeNanoUsd_CachedTokens_AreNotChargedTwice() =>
        Assert.Equal(10 * 1 + 90 * 3, new Price("v", DateTimeOffset.MinValue, Lane.Sync, 3_000_000, 1_000_000, 0, 0).ChargeNanoUsd(new Usage(100, 10, 0, 0)));

    [Fact]
    public void HoldNanoUsd_AnyUsageWithinItsBounds_IsNeverBelowTheCharge() =>
        Gen.Select(AnyPrice, AnyUsage, Gen.Long[0, 1_000], Gen.Long[0, 1_000]).Sample((price, usage, moreInput, moreOutput) =>
            price.HoldNanoUsd(usage.Input + moreInput, usage.Output + moreOutput) >= price.ChargeNanoUsd(usage));

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

    private static long Expected(Price price, Usage usage)
    {
        var millionths = (new BigInteger(usage.Input - usage.CachedInput) * price.InputNanoUsdPerMillion)
            + (new BigInteger(usage.CachedInput) * price.CachedInputNanoUsdPerMillion)
            + (new BigInteger(usage.Output - usage.Reasoning) * price.OutputNanoUsdPerMillion)
            + (new BigInteger(usage.Reasoning) * price.ReasoningNanoUsdPerMillion);
        return (long)decimal.Round((decimal)millionths / 1_000_000m, MidpointRounding.ToEven);
    }
}
