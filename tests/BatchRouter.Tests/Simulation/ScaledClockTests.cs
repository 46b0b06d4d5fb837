using BatchRouter.Sandbox.Simulation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class ScaledClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _real = new(Start);

    [Fact]
    public void UtcNow_BeforeTheStart_IsReal_AndAfterItRunsAtScale()
    {
        var clock = new ScaledClock(1800, _real);
        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Start.AddSeconds(5), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(1), clock.ToReal(TimeSpan.FromHours(1)));
        clock.Start(Start.AddSeconds(6));
        Assert.Equal(Start.AddSeconds(5), clock.GetUtcNow());
        _real.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Start.AddSeconds(6).AddHours(1), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(2), clock.ToReal(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Start_ASecondTime_ChangesNothing()
    {
        var clock = new ScaledClock(60, _real);
        clock.Start(Start);
        clock.Start(Start.AddMinutes(1));
        Assert.Equal(Start, clock.Origin);
    }

    [Fact]
    public void TimersAndTimestamps_StayReal()
    {
        var clock = new ScaledClock(60, _real);
        clock.Start(Start);
        var (before, fired) = (clock.GetTimestamp(), 0);
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        _real.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(9), clock.GetElapsedTime(before));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task Provider_UnderATimeScale_EndsABatchOfAnHourInTwoSecondsAfterTheStart()
    {
        await using var stage = await BatchStage.StartAsync(
            fate: drawn => drawn with { CompletesAfter = TimeSpan.FromHours(1) }, more: options => options with { TimeScale = 1800 });
        var before = System.Text.Json.JsonElement.Parse(await stage.OpenAi.GetStringAsync("sim/clock", BatchStage.Stop));
        Assert.Equal((1800, false), (before.GetProperty("scale").GetDouble(), before.GetProperty("started").GetBoolean()));
        var started = await BatchStage.PostAsync(stage.OpenAi, "sim/clock/start");
        Assert.Equal(BatchStage.Start, started.GetProperty("origin").GetDateTimeOffset());
        var id = (await stage.CreateAsync(BatchStage.Lines(3))).Text("id");
        stage.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.NotEqual("completed", (await stage.BatchAsync(id)).Text("status"));
        stage.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("completed", (await stage.BatchAsync(id)).Text("status"));
    }
}
