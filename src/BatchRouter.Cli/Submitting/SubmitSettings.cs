namespace BatchRouter.Cli.Submitting;

/// <summary>The command line of <c>submit</c>, as it was given: null where it was not.</summary>
internal sealed record SubmitSettings
{
    public required string Path { get; init; }

    public string? Project { get; init; }

    public string? Task { get; init; }

    public FileInfo? Prompt { get; init; }

    public string? Group { get; init; }

    public string? Deadline { get; init; }

    public string? Urgency { get; init; }

    public string? Quality { get; init; }

    public int? MaxOutputTokens { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public string? Pattern { get; init; }

    public bool SkipInvalid { get; init; }

    /// <summary>What only a folder can use and was given nevertheless.</summary>
    public IEnumerable<string> FolderOptionsGiven()
    {
        (string Name, object? Value)[] all =
        [
            ("--project", Project), ("--task", Task), ("--prompt", Prompt), ("--group", Group), ("--deadline", Deadline), ("--urgency", Urgency),
            ("--quality", Quality), ("--max-output-tokens", MaxOutputTokens), ("--pattern", Pattern), ("--label", Labels.Count > 0 ? Labels : null),
        ];
        return all.Where(option => option.Value is not null).Select(option => option.Name);
    }
}
