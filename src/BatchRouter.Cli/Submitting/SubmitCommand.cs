using System.CommandLine;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Submitting;

/// <summary><c>batchrouter submit PATH</c>: a folder of text files, or lines of JSON, become jobs.</summary>
internal static class SubmitCommand
{
    private const string About = """
        Publishes jobs: a folder of text files (each file a job, by --prompt), or a JSONL file whose lines are SubmitJob, - for stdin.
        Everything is checked before anything is published; exit code 3 and nothing published while something is invalid.
        The JobId of a file follows from project, group, file name and content: after a crash run the same command again with the same
        --group (it is printed first), and nothing is duplicated. The group's first deadline is remembered on this machine for that.
        JSONL lines are published to the letter; publishing a line again changes nothing and costs nothing.
        """;

    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A folder, a JSONL file, or - for JSON lines on stdin." };
        var project = Text("--project", "A project that the workers' configuration declares. Folders only, as all up to --pattern.");
        var task = Text("--task", "What kind of work it is, e.g. summarize.");
        var prompt = new Option<FileInfo?>("--prompt") { Description = "The template: {{text}} is the file's text, {{name}} its name." };
        var group = Text("--group", "Jobs submitted together. Default: a new id, which is printed.");
        var deadline = Text("--deadline", $"When the answers must be there: {DeadlineText.Wanted}. Default 24h.");
        var urgency = Text("--urgency", "bulk or urgent. Default bulk.");
        urgency.AcceptOnlyFromAmong("bulk", "urgent");
        var quality = Text("--quality", "Wanted chance of a right answer: 0 to 1, or cheap, balanced, best. Default: the task's own.");
        var tokens = new Option<int?>("--max-output-tokens") { Description = "The most tokens an answer may have. Default 1024." };
        var labels = new Option<string[]>("--label") { Description = "key=value, for rules and reports; may be repeated." };
        var pattern = Text("--pattern", "Which files of the folder, without subfolders. Default *.txt.");
        var skip = new Option<bool>("--skip-invalid") { Description = "Publish what is valid and list the rest." };
        var rabbitMq = CommonOptions.RabbitMq();
        var json = CommonOptions.Json();
        var command = new Command("submit", About)
        {
            path, project, task, prompt, group, deadline, urgency, quality, tokens, labels, pattern, skip, rabbitMq, json,
        };
        command.SetAction((parsed, stop) => new SubmitAction(new Screen(parsed.GetValue(json)), TimeProvider.System).RunAsync(
            new SubmitSettings
            {
                Path = parsed.GetValue(path)!,
                Project = parsed.GetValue(project),
                Task = parsed.GetValue(task),
                Prompt = parsed.GetValue(prompt),
                Group = parsed.GetValue(group),
                Deadline = parsed.GetValue(deadline),
                Urgency = parsed.GetValue(urgency),
                Quality = parsed.GetValue(quality),
                MaxOutputTokens = parsed.GetValue(tokens),
                Labels = parsed.GetValue(labels) ?? [],
                Pattern = parsed.GetValue(pattern),
                SkipInvalid = parsed.GetValue(skip),
            },
            parsed.GetValue(rabbitMq),
            stop));
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };
}
