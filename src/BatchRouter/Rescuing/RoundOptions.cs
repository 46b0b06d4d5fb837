namespace BatchRouter.Rescuing;

/// <summary>How often the daemons look.</summary>
public sealed record RoundOptions
{
    /// <summary>Looking for jobs of dead workers. Default 1 s.</summary>
    public TimeSpan RescueEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looking for held jobs whose time or money came. Default 250 ms.</summary>
    public TimeSpan WakeEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Looking for ends that were not announced. Default 5 s.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An end younger than this is still being announced by its own worker. Default 10 s.</summary>
    public TimeSpan SweepAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Looking for attempts whose money is unknown. Default 1 s.</summary>
    public TimeSpan ReconcileEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An unknown attempt of which nothing was learned for so long is assumed to have cost its whole hold. Default 15 min.</summary>
    public TimeSpan AssumeAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Looking how full budgets are, where a task takes cheaper models near a limit. Default 1 s.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looking for trained models that came into use. Default 2 s.</summary>
    public TimeSpan LearnEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Learning how long shipments take. Default 5 s.</summary>
    public TimeSpan CompletionsEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Measuring tasks against new audits, all workers together. Default 10 s.</summary>
    public TimeSpan DriftEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Looking for side jobs that ended, and whose answers are to be compared. Default 1 s.</summary>
    public TimeSpan CompareEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looking whether a model is due to be kept warm. Default 1 s.</summary>
    public TimeSpan WarmEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looking for groups that were cancelled. Default 1 s.</summary>
    public TimeSpan CancelEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Looking for a changed configuration. Default 1 s.</summary>
    public TimeSpan ReloadEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Jobs taken over at once, 1 to 1,000. Default 64.</summary>
    public int ClaimSize { get; init; } = 64;
}
