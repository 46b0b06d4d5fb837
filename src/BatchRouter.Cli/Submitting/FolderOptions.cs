using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>What all jobs of a folder share.</summary>
internal sealed record FolderOptions
{
    public required DirectoryInfo Folder { get; init; }

    public required string Pattern { get; init; }

    public required string Project { get; init; }

    public required string Group { get; init; }

    public required string Task { get; init; }

    /// <summary>The template's text.</summary>
    public required string Prompt { get; init; }

    public required int MaxOutputTokens { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Whether the deadline was said as a time from now.</summary>
    public bool IsDeadlineRelative { get; init; }

    public Urgency Urgency { get; init; } = Urgency.Bulk;

    public Quality? Quality { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
