using BatchRouter.Lanes;
using BatchRouter.Rescuing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class CompletionRoundTests : ICompletions
{
    private readonly CompletionForecast _forecast = new();
    private (DateTimeOffset Since, DateTimeOffset Now) _asked;

    [Fact]
    public async Task Run_Shipments_AreInTheForecastOfDecisions()
    {
        var before = _forecast.Current.For("p", "m").Within(TimeSpan.FromHours(1));
        var round = new CompletionRound(this, _forecast, new RoundOptions(), new FakeTimeProvider(Some.Noon));
        Assert.False(await round.RunOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal((Some.Noon.AddDays(-14), Some.Noon), _asked);
        Assert.True(_forecast.Current.For("p", "m").Within(TimeSpan.FromHours(1)) < before / 2);
    }

    [Fact]
    public async Task Run_NoShipmentsAreKept_LeavesThePromise()
    {
        await new CompletionRound(new NoCompletions(), _forecast, new RoundOptions(), new FakeTimeProvider(Some.Noon)).RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CompletionBook.Empty.For("p", "m", 5).Within(TimeSpan.FromHours(1)), _forecast.Current.For("p", "m", 5).Within(TimeSpan.FromHours(1)));
    }

    public Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop)
    {
        _asked = (since, now);
        return Task.FromResult<IReadOnlyList<CompletionSample>>(
            [.. Enumerable.Range(0, 50).Select(_ => new CompletionSample("p", "m", 10, now.AddDays(-2), TimeSpan.FromHours(5), false))]);
    }
}
