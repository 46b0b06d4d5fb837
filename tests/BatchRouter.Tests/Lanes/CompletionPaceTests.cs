using BatchRouter.Lanes;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class CompletionPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Outage = Start + TimeSpan.FromHours(36);

    [Fact]
    public void Within_OrdinaryDays_StaysAtItsUsualPace()
    {
        for (var hour = 6; hour < 36; hour++)
            Assert.Equal(1, At(Start + TimeSpan.FromHours(hour), TimeSpan.FromMinutes(5)).Pace);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Within_NothingComesForAnHour_FallsFarBelowTheUsual(int minutesBetweenShipments)
    {
        var between = TimeSpan.FromMinutes(minutesBetweenShipments);
        var (before, after) = (At(Outage, between), At(Outage + TimeSpan.FromHours(1), between));
        Assert.True(before.Within(TimeSpan.FromHours(1)) > 0.85);
        Assert.True(after.Within(TimeSpan.FromHours(1)) < 0.6, $"G(1 h) is {after.Within(TimeSpan.FromHours(1))}");
        Assert.True(after.WithinGiven(TimeSpan.FromHours(1), TimeSpan.FromHours(1)) < before.WithinGiven(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Within_OutageIsOver_IsUsualAgainWithinTheHour()
    {
        var end = Outage + TimeSpan.FromHours(12);
        Assert.InRange(At(end - TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), end).Within(TimeSpan.FromHours(1)), 0, 0.2);
        Assert.Equal(1, At(end + TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), end).Pace);
    }

    [Fact]
    public void Within_NothingUnderWay_SaysNothingOfThePace() =>
        Assert.Equal(1, At(Outage + TimeSpan.FromDays(2), TimeSpan.FromMinutes(5), lastSent: Outage - TimeSpan.FromDays(1)).Pace);

    // Each shipment's time is a quantile of the promise, in an order that mixes them; what the outage touches goes on until it ends.
    private static CompletionCurve At(DateTimeOffset now, TimeSpan between, DateTimeOffset? end = null, DateTimeOffset? lastSent = null)
    {
        var usual = CompletionCurve.Fit([], now, CompletionPrior.Promise);
        var samples = new List<CompletionSample>();
        var i = 0;
        for (var sent = Start; sent < now && sent <= (lastSent ?? now); sent += between)
        {
            i = (i + 37) % 97;
            var takes = usual.Quantile((i + 0.5) / 100) ?? TimeSpan.FromHours(24);
            if (sent + takes > Outage && sent < (end ?? DateTimeOffset.MaxValue))
                takes = end is { } over ? over - sent + TimeSpan.FromMinutes(i % 30) : TimeSpan.FromDays(30);
            var isDone = sent + takes <= now;
            samples.Add(new CompletionSample("p", "m", 10, sent, isDone ? takes : now - sent, !isDone));
        }

        return CompletionCurve.Fit(samples, now, CompletionPrior.Promise);
    }
}
