using BatchRouter.Jobs;

namespace BatchRouter.Auditing;

/// <summary>What somebody says of a job's answer.</summary>
/// <param name="Key">The job.</param>
/// <param name="Score">0, useless, to 1, right.</param>
/// <param name="Note">In words, up to 1,000 characters, or null.</param>
/// <param name="Source">Who says so, e.g. a user or a test; empty where there is only one.</param>
/// <param name="At">When: the last word of a source wins.</param>
public sealed record UserFeedback(JobKey Key, double Score, string? Note, string Source, DateTimeOffset At);
