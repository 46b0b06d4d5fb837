namespace BatchRouter.Contracts;

/// <summary>
/// What a user, a test or a downstream check says of a job's answer: it enters training. JSON is camelCase. One per job and source, and
/// the last word wins. What breaks a limit, or names an unknown job, is recorded with field and reason, and nothing is sent back.
/// </summary>
public sealed record JobFeedback
{
    /// <summary>The job's project.</summary>
    public required string Project { get; init; }

    /// <summary>The job. Error: <c>unknown_job</c>.</summary>
    public required Guid JobId { get; init; }

    /// <summary>0, useless, to 1, right.</summary>
    public required double Score { get; init; }

    /// <summary>In words, up to 1,000 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Who says so, up to 64 characters; absent where there is only one.</summary>
    public string? Source { get; init; }

    /// <summary>When it was said, absolute; absent, when it arrives.</summary>
    public DateTimeOffset? At { get; init; }
}
