using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>What all workers of one seed share: time, the tables, the provider, the broker, and what goes wrong.</summary>
internal sealed class World
{
    /// <summary>Soon an hour, a day, a week and a month end at once.</summary>
    public static readonly DateTimeOffset Begin = new(2027, 1, 31, 23, 59, 15, TimeSpan.Zero);

    public World(ulong seed, Breakage breakage)
    {
        Seed = seed;
        Scheduler = new SeededScheduler(Dice(1), Begin);
        Context = new ProcessContext(Scheduler);
        Clock = new VirtualClock(Scheduler, Context);
        Journal = new Journal(Clock);
        Plan = new CrashPlan(seed, Dice(2));
        Workload = new Workload(Dice(3), Begin);
        Surprises = Dice(8).Pick([0.2, 0.6, 5]);
        Database = new FakeDatabase(Clock, Workload.Lease.Duration, breakage);
        Drifts = new FakeDrifts(Clock, Begin);
        Provider = new FakeProvider(this, Dice(4));
        Batches = new FakeBatchApi(this, Dice(9));
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

    /// <summary>Of how many calls in a hundred the store or the broker makes nothing.</summary>
    public double Surprises { get; }

    public FakeDatabase Database { get; }

    public FakeDrifts Drifts { get; }

    public FakeProvider Provider { get; }

    public FakeBatchApi Batches { get; }

    /// <summary>Told of a promise that the surroundings saw broken.</summary>
    public Action<string> Break { get; set; } = _ => { };

    public FakeBroker Broker { get; }

    public FakeAnnouncements Announced { get; }

    /// <summary>Faults have ceased: what is open comes to its end.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Transactions on their way, dead workers' among them.</summary>
    public int Writing { get; set; }

    public DateTimeOffset Now => Scheduler.Now;

    public Dice Dice(ulong stream) => new(Seed, stream);
}
