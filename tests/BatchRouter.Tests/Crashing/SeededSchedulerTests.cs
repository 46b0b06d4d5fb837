using BatchRouter.Sandbox.Crashing.Scheduling;
using Xunit;

namespace BatchRouter.Tests.Crashing;

public sealed class SeededSchedulerTests
{
    private static readonly DateTimeOffset Late = Some.Noon.AddHours(1);

    private readonly SeededScheduler _scheduler = new(new Dice(1, 1), Some.Noon);
    private readonly List<string> _journal = [];

    [Fact]
    public void Run_Timers_FireInTheOrderOfVirtualTime()
    {
        var (process, _) = Process();
        process.After(TimeSpan.FromMinutes(30), () => _journal.Add($"second {_scheduler.Now:t}"));
        process.After(TimeSpan.FromSeconds(1), () => _journal.Add($"first {_scheduler.Now:t}"));
        Assert.False(_scheduler.Run(() => false, Late));
        Assert.Equal(["first 12:00", "second 12:30"], _journal);
    }

    [Fact]
    public void Run_AwaitedDelays_GoOnInTheirProcess()
    {
        var (process, clock) = Process();
        process.Post(() => _ = WaitAsync());
        _scheduler.Run(() => _journal.Count == 2, Late);
        Assert.Equal(["begin", "end 12:05"], _journal);

        async Task WaitAsync()
        {
            _journal.Add("begin");
            await Task.Delay(TimeSpan.FromMinutes(5), clock, CancellationToken.None);
            Assert.Same(process, SynchronizationContext.Current);
            _journal.Add($"end {clock.GetUtcNow():t}");
        }
    }

    [Fact]
    public void Run_OfTheDead_NothingGoesOn()
    {
        var (process, _) = Process();
        process.Post(() => _journal.Add("ready"));
        process.After(TimeSpan.FromSeconds(1), () => _journal.Add("timer"));
        process.Kill();
        Assert.False(_scheduler.Run(() => false, Late));
        Assert.Empty(_journal);
    }

    [Fact]
    public void Run_OfTheStopped_GoesOnLater()
    {
        var (process, _) = Process();
        var (world, _) = Process();
        process.Stop();
        process.After(TimeSpan.FromSeconds(1), () => _journal.Add($"{_scheduler.Now:T}"));
        world.After(TimeSpan.FromSeconds(9), process.Continue);
        _scheduler.Run(() => false, Late);
        Assert.Equal(["12:00:09"], _journal);
    }

    [Fact]
    public void Run_TheSeed_PicksTheOrder()
    {
        var orders = Enumerable.Range(1, 20).Select(seed =>
        {
            var scheduler = new SeededScheduler(new Dice((ulong)seed, 1), Some.Noon);
            var process = new ProcessContext(scheduler);
            var order = "";
            foreach (var name in (string[])["a", "b", "c"])
                process.Post(() => order += name);
            scheduler.Run(() => order.Length == 3, Late);
            return order;
        });
        Assert.True(orders.Distinct().Count() > 3);
    }

    [Fact]
    public void Run_SomethingRunsOnAnotherThread_FailsLoudly()
    {
        var (process, _) = Process();
        process.Post(() =>
        {
            var thread = new Thread(() => process.Post(() => _journal.Add("escaped")));
            thread.Start();
            thread.Join();
        });
        Assert.Throws<EscapedException>(() => _scheduler.Run(() => false, Late));
        Assert.Empty(_journal);
    }

    private (ProcessContext Context, TimeProvider Clock) Process()
    {
        var context = new ProcessContext(_scheduler);
        return (context, new VirtualClock(_scheduler, context));
    }
}
