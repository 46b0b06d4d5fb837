namespace BatchRouter.Cli.Submitting;

/// <summary>What a submission came to.</summary>
internal sealed record SubmitResult
{
    /// <summary>Lines or files.</summary>
    public required long Found { get; init; }

    public required long Invalid { get; init; }

    /// <summary>Given to the broker.</summary>
    public required long Published { get; init; }

    /// <summary>The broker has them: they will end, whatever crashes.</summary>
    public required long Confirmed { get; init; }

    /// <summary>The group, where all jobs have the same.</summary>
    public required string? GroupId { get; init; }

    /// <summary>Jobs by group; those without a group stand under the empty name.</summary>
    public required IReadOnlyDictionary<string, long> Groups { get; init; }

    /// <summary>The folder's deadline; null for JSONL, whose lines have their own.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The first invalid ones; <see cref="Invalid"/> counts all.</summary>
    public required IReadOnlyList<InvalidEntry> Errors { get; init; }

    /// <summary>How to watch it.</summary>
    public string? Watch => GroupId is null || Confirmed == 0 ? null : FormattableString.Invariant($"batchrouter watch {GroupId} --total {Groups[GroupId]}");
}

/// <summary>One line or file that is no valid job.</summary>
internal sealed record InvalidEntry(string Where, long? Line, string Field, string Code, string Reason);
