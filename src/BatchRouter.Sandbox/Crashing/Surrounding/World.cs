using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>What all workers of one seed share: time, the tables, the provider, the broker, and what goes wrong.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 22, 23, 58, 0, TimeSpan.Zero);

    public World(ulong seed, Breakage breakage)
    {
        Seed = seed;
        Scheduler = new SeededScheduler(Dice(1), Begin);
        Context = new ProcessContext(Scheduler);
        Clock = new VirtualClock(Scheduler, Context);
        Journal = new Journal(Clock);
        Plan = new CrashPlan(seed, Dice(2));
        Workload = new Workload(Dice(3), Begin);
        Database = new FakeDatabase(Clock, Workload.Lease.Duration, breakage);
        Provider = new FakeProvider(this, Dice(4));
        Broker = new FakeBroker(this, Dice(5));
        Announced = new FakeAnnouncements(this, Dice(6));
    }

    public ulong Seed { get; }

    public SeededScheduler Scheduler { get; }

    /// <summary>Where everything runs that no worker does.</summary>
    public ProcessContext Context { get; }

    public TimeProvider Clock { get; }

    public Journal Journal { get; }

    public CrashPlan Plan { get; }

    public Workload Workload { get; }

    public FakeDatabase Database { get; }

    public FakeProvider Provider { get; }

    public FakeBroker Broker { get; }

    public FakeAnnouncements Announced { get; }

    /// <summary>Faults have ceased: what is open comes to its end.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Transactions on their way, dead workers' among them.</summary>
    public int Writing { get; set; }

    public DateTimeOffset Now => Scheduler.Now;

    public Dice Dice(ulong stream) => new(Seed, stream);
}
