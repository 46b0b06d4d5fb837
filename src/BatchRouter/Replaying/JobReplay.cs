using BatchRouter.Jobs;

namespace BatchRouter.Replaying;

/// <summary>What came of making a job's decisions again.</summary>
public sealed record JobReplay
{
    public required JobKey Key { get; init; }

    public required string Task { get; init; }

    public required long SpentNanoUsd { get; init; }

    public required bool IsLate { get; init; }

    /// <summary>Decisions that came out the same.</summary>
    public int Same { get; init; }

    /// <summary>Decisions that came out otherwise.</summary>
    public int Changed { get; init; }

    /// <summary>Why decisions could not be made again, one reason each.</summary>
    public IReadOnlyList<string> NotReproducible { get; init; } = [];

    /// <summary>Its first plan, then and now; null, its first decision could not be made again.</summary>
    public PlanChange? Plans { get; init; }
}

/// <summary>A job's first plan, then and now.</summary>
/// <param name="Old">As it was stored.</param>
/// <param name="New">Under the given policy and catalogue.</param>
/// <param name="HasUnknownVerdict">The given policy asks a small model that was not asked then: its plan is the one without a verdict.</param>
public sealed record PlanChange(StoredChoice Old, StoredChoice New, bool HasUnknownVerdict)
{
    public bool IsChange => Old.Choice != New.Choice || !Old.Plan.SequenceEqual(New.Plan);
}
