using BatchRouter.Catalog;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

public sealed class LookTimesTests
{
    private static readonly DateTimeOffset Safe = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Shipment Old = new()
    {
        Id = Guid.Empty,
        Provider = new ProviderEndpoint("p", "openai", new Uri("http://127.0.0.1/v1"), "KEY"),
        Model = "m",
        ProviderModel = "m",
        Rows = 10,
        State = ShipmentState.Sent,
        FormedAt = Safe - TimeSpan.FromHours(5),
        CreatedAt = Safe - TimeSpan.FromHours(5),
        LatestSafeStart = Safe,
    };

    // In an outage thousands are under way, and the provider's limit spread looks at them over most of an hour: rows that had been called back were bought too late.
    [Fact]
    public void Next_ThousandsUnderWayAndCalledBack_NoLaterThanTheEndOfACancelIsWaitedFor() =>
        Assert.Equal(Safe + Old.Provider.Batch.CancelTakes, LookTimes.Next(Old, Safe, underWay: 3_000));

    [Fact]
    public void Next_ThousandsUnderWay_NoLaterThanTheLatestSafeStart() =>
        Assert.Equal(Safe, LookTimes.Next(Old, Safe - TimeSpan.FromMinutes(2), underWay: 3_000));

    [Fact]
    public void Next_ThousandsUnderWayAndGivenUp_KeepsToTheLimitAgain() =>
        Assert.Equal(Safe + TimeSpan.FromMinutes(60), LookTimes.Next(Old, Safe + TimeSpan.FromMinutes(10), underWay: 3_000));

    [Fact]
    public void Next_CalledBackAndFewUnderWay_EveryTenSeconds() => Assert.Equal(Safe + TimeSpan.FromSeconds(10), LookTimes.Next(Old, Safe, underWay: 1));
}
