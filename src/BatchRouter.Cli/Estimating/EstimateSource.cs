using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Estimating;

/// <summary>The jobs that <c>submit</c> would publish, read as it reads them. Nothing is remembered of them.</summary>
internal static class EstimateSource
{
    private static readonly string[] OfLines = ["--project", "--task", "--deadline"];

    /// <param name="settings">The command line. For lines, project, task and deadline stand in place of their own.</param>
    /// <param name="project">Of a folder's files, where the command line names none.</param>
    /// <param name="lines">The file of lines; stdin's, where it is read from there.</param>
    /// <param name="now">Relative deadlines count from here.</param>
    public static ISource Of(SubmitSettings settings, string project, FileInfo lines, DateTimeOffset now)
    {
        if (Directory.Exists(settings.Path))
            return Folder(settings with { Project = settings.Project ?? project, Group = settings.Group ?? "estimate" }, now);
        if (settings.FolderOptionsGiven().Except(OfLines).ToList() is { Count: > 0 } given)
            throw new UsageException($"{string.Join(", ", given)}: only for a folder; each JSON line says it itself");
        if (!lines.Exists)
            throw new FileNotFoundException($"{lines.FullName} is not there: a folder, a JSONL file or - is wanted");
        var changes = Changes(settings, now);
        return changes.Count > 0 ? new ChangedLines(new JsonlSource(lines), changes) : new JsonlSource(lines);
    }

    private static FolderSource Folder(SubmitSettings settings, DateTimeOffset now)
    {
        var options = FolderReader.Read(settings, now, template: "{{text}}");
        return new FolderSource(PromptTemplate.Parse(settings.Prompt?.Name ?? "--prompt", options.Prompt), options);
    }

    private static Dictionary<string, string> Changes(SubmitSettings settings, DateTimeOffset now)
    {
        var changes = new Dictionary<string, string>();
        if (settings.Project is { } project)
            changes["project"] = project;
        if (settings.Task is { } task)
            changes["task"] = task;
        if (settings.Deadline is { } text)
            changes["deadline"] = DeadlineText.TryParse(text, now, out var deadline)
                ? deadline.ToString("O")
                : throw new UsageException($"--deadline: {DeadlineText.Wanted} is wanted, at most {Limits.DeadlineDays} days ahead");
        return changes;
    }
}
