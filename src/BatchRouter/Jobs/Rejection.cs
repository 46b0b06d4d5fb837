namespace BatchRouter.Jobs;

/// <summary>A message that never became a job: what was wrong with which field.</summary>
/// <param name="JobId">The producer's UUID.</param>
/// <param name="Project">As far as it could be read.</param>
/// <param name="GroupId">As far as it could be read.</param>
/// <param name="Field">Path of the field at fault; $ is the whole message.</param>
/// <param name="Code">One of the contract's rejection codes.</param>
/// <param name="Reason">What is wrong and what to do, in words.</param>
/// <param name="Body">The message to the letter.</param>
/// <param name="At">When it was refused.</param>
/// <param name="IsAnnounced">Whether the world was told.</param>
public sealed record Rejection(
    Guid JobId,
    string? Project,
    string? GroupId,
    string Field,
    string Code,
    string Reason,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset At,
    bool IsAnnounced = false);
