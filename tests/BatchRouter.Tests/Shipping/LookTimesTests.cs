using BatchRouter.Conformance;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

public sealed class LookTimesTests
{
    private static readonly Shipment Sent = Given.Shipment("weak", safeStart: Some.Noon.AddHours(5)) with { CreatedAt = Some.Noon, State = ShipmentState.Sent };

    [Theory]
    [InlineData(0, 10)]
    [InlineData(100, 10)]
    [InlineData(1_200, 60)]
    [InlineData(14_400, 600)]
    public void Next_BacksOffWithTheAge_BetweenTenSecondsAndTenMinutes(int age, int pause) =>
        Assert.Equal(TimeSpan.FromSeconds(pause), LookTimes.Next(Sent, Some.Noon.AddSeconds(age), 1) - Some.Noon.AddSeconds(age));

    [Fact]
    public void Next_OfManyShipments_KeepsTheProvidersLimitTogether() =>
        Assert.Equal(Some.Noon.AddMinutes(5), LookTimes.Next(Sent, Some.Noon, 300));

    [Fact]
    public void Next_BeforeTheLatestSafeStart_IsNoLaterThanIt()
    {
        var now = Sent.LatestSafeStart.AddSeconds(-7);
        Assert.Equal(Sent.LatestSafeStart, LookTimes.Next(Sent, now, 1));
    }

    [Fact]
    public void Next_OnceCalledBack_IsSoon_AndNoLaterThanTheEndOfWaiting()
    {
        Assert.Equal(Sent.LatestSafeStart.AddSeconds(10), LookTimes.Next(Sent, Sent.LatestSafeStart, 1));
        Assert.Equal(Sent.OverdueAt, LookTimes.Next(Sent, Sent.OverdueAt.AddSeconds(-3), 1));
    }

    // In an outage thousands are under way, and the provider's limit spread looks at them over most of an hour: rows that had been called back were bought too late.
    [Fact]
    public void Next_OfThousands_KeepsItsAppointments_AndTheLimitAfterThem()
    {
        Assert.Equal(Sent.LatestSafeStart, LookTimes.Next(Sent, Sent.LatestSafeStart.AddMinutes(-2), 3_000));
        Assert.Equal(Sent.OverdueAt, LookTimes.Next(Sent, Sent.LatestSafeStart, 3_000));
        Assert.Equal(Sent.OverdueAt.AddMinutes(50), LookTimes.Next(Sent, Sent.OverdueAt, 3_000));
    }

    // A batch whose end nobody waited for any more was looked at every ten seconds for ever.
    [Fact]
    public void Next_OnceNobodyWaits_BacksOffAgain() =>
        Assert.Equal(TimeSpan.FromMinutes(10), LookTimes.Next(Sent, Sent.OverdueAt, 1) - Sent.OverdueAt);

    [Theory]
    [InlineData(0, null, 10)]
    [InlineData(2, null, 40)]
    [InlineData(40, null, 600)]
    [InlineData(2, 3_600, 3_600)]
    public void AfterFailure_DoublesUpToTenMinutes_UnlessTheProviderSaysMore(int failures, int? retryAfter, int pause) => Assert.Equal(
        Some.Noon.AddSeconds(pause), LookTimes.AfterFailure(failures, Some.Noon, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    // A provider that said "come back in an hour" kept the way back until then.
    [Fact]
    public void InTime_IsNeverLaterThanTheNextAppointment()
    {
        Assert.Equal(Sent.LatestSafeStart, LookTimes.InTime(Sent, Some.Noon, Some.Noon.AddDays(1)));
        Assert.Equal(Sent.OverdueAt, LookTimes.InTime(Sent, Sent.LatestSafeStart, Some.Noon.AddDays(1)));
        Assert.Equal(Some.Noon.AddDays(1), LookTimes.InTime(Sent, Sent.OverdueAt, Some.Noon.AddDays(1)));
    }
}
