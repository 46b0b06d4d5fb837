namespace BatchRouter.Escalating;

/// <summary>How far one job may go.</summary>
public sealed record AttemptCaps
{
    /// <summary>Attempts that cost or may have cost; those surely not charged are bounded by the offers and the waits. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Waits after failures; from 1 s they double up to 5 minutes. Default 100.</summary>
    public int Waits { get; init; } = 100;

    /// <summary>Rescues after dead workers; beyond it the job is poison. Default 5.</summary>
    public int Rescues { get; init; } = 5;

    /// <summary>The most a job may cost, charges and open holds together; null, only the job's own limit.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>How long after its deadline a job may still buy. Default 10 minutes.</summary>
    public TimeSpan AfterDeadline { get; init; } = TimeSpan.FromMinutes(10);
}
