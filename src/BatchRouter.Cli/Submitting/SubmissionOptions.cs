using System.CommandLine;

namespace BatchRouter.Cli.Submitting;

/// <summary>What the commands that read a submission are told of it: <c>submit</c> and <c>estimate</c>, each in its own words.</summary>
internal sealed class SubmissionOptions
{
    public Argument<string> Path { get; } = new("path") { Description = "A folder, a JSONL file, or - for JSON lines on stdin." };

    public required Option<string?> Project { get; init; }

    public Option<string?> Task { get; } = Text("--task", "What kind of work it is, e.g. summarize.");

    public required Option<FileInfo?> Prompt { get; init; }

    public required Option<string?> Group { get; init; }

    public required Option<string?> Deadline { get; init; }

    public Option<string?> Urgency { get; } = Text("--urgency", "bulk or urgent. Default bulk.").AcceptOnlyFromAmong("bulk", "urgent");

    public Option<string?> Quality { get; } = Text("--quality", "Wanted chance of a right answer: 0 to 1, or cheap, balanced, best. Default: the task's own.");

    public Option<int?> MaxOutputTokens { get; } = new("--max-output-tokens") { Description = "The most tokens an answer may have. Default 1024." };

    public required Option<string[]> Labels { get; init; }

    public Option<string?> Pattern { get; } = Text("--pattern", "Which files of the folder, without subfolders. Default *.txt.");

    public required Option<bool> SkipInvalid { get; init; }

    public static Option<string?> Text(string name, string description) => new(name) { Description = description };

    /// <summary>What the command line says, nothing read or checked yet.</summary>
    public SubmitSettings Read(ParseResult parsed) => new()
    {
        Path = parsed.GetValue(Path)!,
        Project = parsed.GetValue(Project),
        Task = parsed.GetValue(Task),
        Prompt = parsed.GetValue(Prompt),
        Group = parsed.GetValue(Group),
        Deadline = parsed.GetValue(Deadline),
        Urgency = parsed.GetValue(Urgency),
        Quality = parsed.GetValue(Quality),
        MaxOutputTokens = parsed.GetValue(MaxOutputTokens),
        Labels = parsed.GetValue(Labels) ?? [],
        Pattern = parsed.GetValue(Pattern),
        SkipInvalid = parsed.GetValue(SkipInvalid),
    };
}
