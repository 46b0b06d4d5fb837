using BatchRouter.Lanes;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class LateQuantileTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Of a log-normal time with a median of 1 s and sigma 1: exp(2.3263), exp(3.0902), exp(3.7190).
    [Theory]
    [InlineData(0.01, 10.240)]
    [InlineData(0.001, 21.982)]
    [InlineData(0.0001, 41.224)]
    public void Of_ALogNormalTime_IsItsQuantile(double lateness, double seconds) =>
        Assert.Equal(seconds, LateQuantile.Of(Second, 10.240 * Second, lateness).TotalSeconds, seconds * 0.002);

    [Fact]
    public void Of_RarerLateness_IsNeverShorterNorBelowThe99th() => Gen.Select(Gen.Double[0.1, 60], Gen.Double[1, 50], Gen.Double[0.0001, 0.01]).Sample((p50, spread, lateness) =>
    {
        var p99 = TimeSpan.FromSeconds(p50 * spread);
        var late = LateQuantile.Of(TimeSpan.FromSeconds(p50), p99, lateness);
        Assert.True(late >= p99 * 0.999);
        Assert.True(LateQuantile.Of(TimeSpan.FromSeconds(p50), p99, lateness / 2) >= late);
    });
}
