using BatchRouter.Jobs;

namespace BatchRouter.Replaying;

/// <summary>A job as the store remembers it.</summary>
/// <param name="Job">From its message.</param>
/// <param name="Decided">Its decisions as JSON, by step.</param>
/// <param name="SpentNanoUsd">What it cost.</param>
/// <param name="IsLate">It ended after its deadline.</param>
public sealed record RecordedJob(BatchJob Job, IReadOnlyList<string> Decided, long SpentNanoUsd, bool IsLate);
