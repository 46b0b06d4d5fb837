using BatchRouter.Lanes;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class CompletionCurveTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly CompletionPrior Nothing = CompletionPrior.Of([(TimeSpan.FromMinutes(1), 0), (TimeSpan.FromHours(24), 0.98)], 1e-9);

    // Sent long enough ago that no stretch of the pace sees them; of one moment, so that all weigh the same.
    private static readonly Gen<CompletionSample[]> AnySamples =
        Gen.Select(Gen.Int[1, 1_440], Gen.Bool).Select((minutes, isCensored) => Old(minutes, isCensored)).Array[0, 40];

    [Fact]
    public void Within_SixShipmentsWorkedOutByHand_IsKaplanMeier()
    {
        // At risk 6, 5, 3 and 1 when 10, 20, 30 and 60 minutes end one each; 20 censors one after its completion, 40 another.
        var curve = CompletionCurve.Fit([Old(10), Old(20), Old(20, true), Old(30), Old(40, true), Old(60)], Now, Nothing);
        Assert.Equal(0, curve.Within(Minutes(9)), 6);
        Assert.Equal(1 - 5 / 6.0, curve.Within(Minutes(10)), 6);
        Assert.Equal(1 - 5 / 6.0 * 4 / 5, curve.Within(Minutes(29)), 6);
        Assert.Equal(1 - 5 / 6.0 * 4 / 5 * 2 / 3, curve.Within(Minutes(30)), 6);
        Assert.Equal(1 - 5 / 6.0 * 4 / 5 * 2 / 3, curve.Within(Minutes(59)), 6);
        Assert.Equal(1, curve.Within(Minutes(60)), 6);
        Assert.Equal(Minutes(20), curve.Quantile(1 / 3.0));
    }

    [Fact]
    public void Within_OlderShipments_WeighHalfEveryThreeDays()
    {
        // One of 10 minutes weighs 1, one of 30 sent six days earlier a quarter.
        var young = new CompletionSample("p", "m", 10, Now - TimeSpan.FromDays(2), Minutes(10), false);
        var old = new CompletionSample("p", "m", 10, Now - TimeSpan.FromDays(8), Minutes(30), false);
        var curve = CompletionCurve.Fit([young, old], Now, Nothing);
        Assert.Equal(1 / 1.25, curve.Within(Minutes(10)), 6);
        Assert.Equal(Math.Pow(2, -2 / 3.0) * 1.25, curve.Evidence, 6);
    }

    [Fact]
    public void Within_NothingSeen_IsThePromise()
    {
        var curve = CompletionCurve.Fit([], Now, CompletionPrior.Promise);
        Assert.Equal(0, curve.Within(TimeSpan.FromSeconds(50)));
        Assert.Equal(0.5, curve.Within(Minutes(7)), 2);
        Assert.Equal(0.9, curve.Within(Minutes(60)), 2);
        Assert.Equal(0.98, curve.Within(TimeSpan.FromHours(24)), 2);
        Assert.Equal(0.98, curve.Within(TimeSpan.FromDays(10)), 2);
        Assert.Null(curve.Quantile(0.99));
        Assert.Equal(0, curve.Evidence);
    }

    [Fact]
    public void Within_AnyShipments_RisesWithTheWindowFromZeroToAtMostOne() => AnySamples.Sample(samples =>
    {
        var curve = CompletionCurve.Fit(samples, Now, CompletionPrior.Promise);
        var last = 0.0;
        for (var minutes = 0; minutes <= 1_500; minutes += 5)
        {
            var within = curve.Within(Minutes(minutes));
            Assert.InRange(within, last, 1);
            last = within;
        }
    });

    [Fact]
    public void Quantile_AnyShipments_IsTheFirstTimeThatReachesTheShare() => Gen.Select(AnySamples, Gen.Double[0.01, 0.97]).Sample((samples, share) =>
    {
        var curve = CompletionCurve.Fit(samples, Now, CompletionPrior.Promise);
        if (curve.Quantile(share) is not { } time)
        {
            Assert.True(curve.Within(TimeSpan.FromDays(30)) < share);
            return;
        }

        Assert.True(curve.Within(time) >= share - 1e-9);
        Assert.True(curve.Within(time - TimeSpan.FromTicks(1)) < share);
    });

    [Fact]
    public void Within_OneMoreWasNotDoneInstead_NeverRises() => Gen.Select(AnySamples, Gen.Int[1, 1_440]).Sample((samples, minutes) =>
    {
        var done = CompletionCurve.Fit([.. samples, Old(minutes)], Now, CompletionPrior.Promise);
        var censored = CompletionCurve.Fit([.. samples, Old(minutes, true)], Now, CompletionPrior.Promise);
        for (var window = 0; window <= 1_500; window += 5)
            Assert.True(censored.Within(Minutes(window)) <= done.Within(Minutes(window)) + 1e-9);
    });

    [Fact]
    public void Within_HalfExpired_CountsThemAsNotDoneRatherThanAsGone()
    {
        var samples = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? Old(10) : Old(1_440, true));
        Assert.Equal(0.5, CompletionCurve.Fit(samples, Now, CompletionPrior.Promise).Within(TimeSpan.FromHours(20)), 1);
    }

    [Fact]
    public void WithinGiven_AnAge_IsTheRestOfTheCurve() => AnySamples.Sample(samples =>
    {
        var curve = CompletionCurve.Fit(samples, Now, CompletionPrior.Promise);
        var (young, both) = (curve.Within(Minutes(30)), curve.Within(Minutes(50)));
        Assert.Equal(both, young + (1 - young) * curve.WithinGiven(Minutes(30), Minutes(20)), 9);
        Assert.Equal(curve.Within(Minutes(30)), curve.WithinGiven(TimeSpan.Zero, Minutes(30)), 9);
        Assert.Equal(0, curve.WithinGiven(Minutes(30), TimeSpan.Zero));
    });

    private static CompletionSample Old(int minutes, bool isCensored = false) =>
        new("p", "m", 10, Now - TimeSpan.FromDays(2), Minutes(minutes), isCensored);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
