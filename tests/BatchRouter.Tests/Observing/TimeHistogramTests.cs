using BatchRouter.Observing;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Observing;

public sealed class TimeHistogramTests
{
    [Fact]
    public void Quantiles_OfManyCalls_AreNearTheTrueOnes() => Gen.Int[100, 5_000].Array[400, 800].Sample(milliseconds =>
    {
        var times = Of(milliseconds.Select(value => TimeSpan.FromMilliseconds(value)));
        var sorted = milliseconds.Order().ToList();
        AssertNear(sorted[sorted.Count / 2], times.P50);
        AssertNear(sorted[(int)(0.99 * sorted.Count)], times.P99);
    }, iter: 50);

    [Fact]
    public void Quantiles_OneSlowCall_DoesNotMislead()
    {
        var calls = Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 40).Append(TimeSpan.FromMinutes(5));
        Assert.InRange(Of(calls).P99, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Quantiles_SomeSlowCalls_RaiseTheP99AndNotTheMedian()
    {
        var times = Of(Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 95).Concat(Enumerable.Repeat(TimeSpan.FromMinutes(1), 5)));
        Assert.InRange(times.P99, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(80));
        Assert.InRange(times.P50, TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(260));
    }

    [Fact]
    public void P99_OfFewCalls_IsAtLeastTwiceTheMedian()
    {
        var times = Of(Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 40));
        Assert.Equal(2 * times.P50, times.P99);
        Assert.True(Of(Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 400)).P99 < 2 * times.P50);
    }

    [Fact]
    public void Add_CallOfThePast_CountsAsLittleAsItsAgeSays()
    {
        var times = new TimeHistogram(TimeSpan.FromHours(1));
        times.Add(TimeSpan.FromSeconds(1), Some.Noon);
        times.Add(TimeSpan.FromSeconds(1), Some.Noon - TimeSpan.FromHours(2));
        Assert.Equal(1.25, times.Weight(Some.Noon), 6);
        Assert.Equal(0.625, times.Weight(Some.Noon + TimeSpan.FromHours(1)), 6);
    }

    [Fact]
    public void Add_AnyTime_IsCounted() => Assert.Equal(2, Of([TimeSpan.Zero, TimeSpan.FromDays(3)]).Weight(Some.Noon), 6);

    private static TimeHistogram Of(IEnumerable<TimeSpan> calls)
    {
        var times = new TimeHistogram(TimeSpan.FromHours(1));
        foreach (var call in calls)
            times.Add(call, Some.Noon);
        return times;
    }

    private static void AssertNear(double milliseconds, TimeSpan found) =>
        Assert.InRange(found.TotalMilliseconds, milliseconds / 1.25, milliseconds * 1.25);
}
