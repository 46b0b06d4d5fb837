using BatchRouter.Sandbox.Tracing;
using BatchRouter.Sandbox.Tracing.Judging;
using BatchRouter.Sandbox.Tracing.World;
using Xunit;

namespace BatchRouter.Tests.Tracing;

public sealed class TraceWorldTests
{
    private static readonly DateTimeOffset Noon = TraceWorkload.Start + TimeSpan.FromHours(12);

    [Fact]
    public void Work_ManyShipments_HasTheMixturesQuantiles()
    {
        var times = TraceWorld.Of(TraceKind.Stationary, 30, 1).Times;
        var minutes = Enumerable.Range(0, 20_000).Select(key => times.Work(key, Noon).TotalMinutes).Order().ToArray();
        Assert.InRange(minutes[10_000], 6.5, 7.5);
        Assert.InRange(minutes.Count(one => one <= 60) / 20_000.0, 0.89, 0.91);
        Assert.InRange(minutes.Count(one => one > 24 * 60) / 20_000.0, 0.015, 0.025);
    }

    [Fact]
    public void Of_TheMix_HasItsDeadlinesWithinSixHoursADay()
    {
        var jobs = TraceWorkload.Of(TraceKind.Stationary, 20_000, 30, 1);
        Assert.InRange(jobs.Count(job => job.Window == TimeSpan.FromHours(4)) / 20_000.0, 0.09, 0.11);
        Assert.InRange(jobs.Count(job => job.Window == TimeSpan.FromHours(12)) / 20_000.0, 0.28, 0.32);
        Assert.InRange(jobs.Count(job => job.Window >= TimeSpan.FromHours(24) && job.Window <= TimeSpan.FromHours(48)) / 20_000.0, 0.58, 0.62);
        Assert.All(jobs, job => Assert.InRange(job.ArrivedAt.TimeOfDay, TimeSpan.FromHours(8), TimeSpan.FromHours(14)));
        Assert.Equal(30, jobs.Select(job => job.ArrivedAt.Date).Distinct().Count());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(90)]
    public void Of_Outages_AreApartAndOneOfThemIsDark(int days)
    {
        var weather = TraceWeather.Of(TraceKind.Outages, days, 1);
        var hours = Enumerable.Range(0, days * 24 + 48).Select(hour => TraceWorkload.Start + TimeSpan.FromHours(hour)).ToList();
        Assert.Equal(24.0 * (Math.Max(1, days / 30) + Math.Max(1, days / 10)), hours.Count(weather.IsOut), 8.0);
        Assert.Equal(24.0 * Math.Max(1, days / 30), hours.Count(hour => weather.Light(hour) > hour), 3.0);
    }

    [Fact]
    public void After_WorkThatMeetsAnOutage_StandsStillInIt()
    {
        var weather = new TraceWeather([new TimeWindow(Noon, Noon.AddHours(24))], []);
        Assert.Equal(Noon, weather.After(Noon.AddHours(-2), TimeSpan.FromHours(2)));
        Assert.Equal(Noon.AddHours(25), weather.After(Noon.AddHours(-2), TimeSpan.FromHours(3)));
        Assert.Equal(Noon.AddHours(26), weather.After(Noon.AddHours(1), TimeSpan.FromHours(2)));
        Assert.Equal(Noon.AddHours(30), weather.After(Noon.AddHours(28), TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Work_SentIntoAnOutage_IsMoreThanADay()
    {
        var weather = new TraceWeather([new TimeWindow(Noon, Noon.AddHours(24))], []);
        var times = new BatchTimes(weather, 1);
        Assert.All(Enumerable.Range(0, 500), key => Assert.True(times.Work(key, Noon.AddHours(3)) >= TimeSpan.FromHours(24)));
    }

    [Fact]
    public void Call_MoreThanTheRate_WaitForTheirTurn()
    {
        var lane = new SyncLane(new TraceWeather([], []), 1);
        var calls = Enumerable.Range(0, SyncLane.PerMinute + 1).Select(job => lane.Call(job, Noon)).ToList();
        Assert.Equal(Noon, calls[0].BegunAt);
        Assert.Equal(Noon.AddMinutes(1), calls[^1].BegunAt);
    }

    [Fact]
    public void Deciles_Forecasts_AreGroupsByForecastWithWhatWasKept()
    {
        var deciles = CalibrationDecile.Of(Enumerable.Range(0, 100).Select(i => new Forecast(i / 100.0, i % 2 == 0)));
        Assert.Equal(10, deciles.Count);
        Assert.All(deciles, decile => Assert.Equal((10, 0.5), (decile.Shipments, decile.Kept)));
        Assert.Equal((0.0, 0.09, 0.045), (deciles[0].From, deciles[0].To, deciles[0].Promised));
    }
}
