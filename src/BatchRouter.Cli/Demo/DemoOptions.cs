using BatchRouter.Budgeting;

namespace BatchRouter.Cli.Demo;

/// <summary>What a demo does.</summary>
internal sealed record DemoOptions
{
    public int Jobs { get; init; } = 500;

    public int Workers { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>A file of recorded outcomes to answer from; null, made-up work.</summary>
    public FileInfo? Data { get; init; }

    /// <summary>What befalls the workers meanwhile.</summary>
    public DemoChaos Chaos { get; init; }

    /// <summary>A hard limit on all spending; null, none.</summary>
    public long? BudgetNanoUsd { get; init; }

    /// <summary>What a job does that does not fit into it.</summary>
    public AtLimit AtLimit { get; init; } = AtLimit.Reject;

    /// <summary>Make the decisions again at the end, under the same policy and under another.</summary>
    public bool Replays { get; init; }

    /// <summary>The other policy; null, every job to the strongest model.</summary>
    public FileInfo? ReplayPolicy { get; init; }

    /// <summary>An A/B test, a canary, a shadow and audits beside.</summary>
    public bool Experiment { get; init; }

    /// <summary>Deadlines from 4 to 48 hours, arrivals over 6: batch and flex are for sale.</summary>
    public bool DeadlineMix { get; init; }

    /// <summary>Seconds of the demo's time in a real one.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Show what the workers say.</summary>
    public bool Verbose { get; init; }
}

/// <summary>What befalls a demo's workers.</summary>
internal enum DemoChaos
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A random one is killed about every 3 s once it has settled something, and another takes its place.</summary>
    Kill,
}
