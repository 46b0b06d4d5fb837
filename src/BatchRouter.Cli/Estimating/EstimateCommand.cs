using System.CommandLine;
using BatchRouter.Cli.Explaining;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;

namespace BatchRouter.Cli.Estimating;

/// <summary><c>batchrouter estimate PATH</c>: what a submission would cost, and whether it would be in time, before a cent is spent.</summary>
internal static class EstimateCommand
{
    private const string About = """
        Reads what submit would publish, decides each job as a worker would, and adds up: cost, lanes, models, the chance to be on time, and what
        would be refused. Nothing is published, called or held. In place of what JSON lines say themselves stand --project, --task and --deadline
        where they are given. low: all is done in its lane in time, and first answers are accepted. expected: with the rest of each cascade and the
        ways back from batch. maximum: all that would be held for the whole plans. Shadows, audits and judges, served answers of the cache, and
        repeats of cut answers are in none of them.
        """;

    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A folder, a JSONL file, or - for JSON lines on stdin." };
        var project = Text("--project", "A project that the configuration declares. Default of a folder: the configuration's first.");
        var task = Text("--task", "What kind of work it is, e.g. summarize.");
        var deadline = Text("--deadline", $"When the answers must be there: {DeadlineText.Wanted}. Default of a folder: 24h.");
        var prompt = new Option<FileInfo?>("--prompt") { Description = "The template: {{text}} is the file's text, {{name}} its name. Default: the text. Folders only, as all up to --pattern." };
        var group = Text("--group", "Places in experiments follow from it.");
        var urgency = Text("--urgency", "bulk or urgent. Default bulk.");
        urgency.AcceptOnlyFromAmong("bulk", "urgent");
        var quality = Text("--quality", "Wanted chance of a right answer: 0 to 1, or cheap, balanced, best. Default: the task's own.");
        var tokens = new Option<int?>("--max-output-tokens") { Description = "The most tokens an answer may have. Default 1024." };
        var labels = new Option<string[]>("--label") { Description = "key=value, for rules and budgets; may be repeated." };
        var pattern = Text("--pattern", "Which files of the folder, without subfolders. Default *.txt.");
        var skip = new Option<bool>("--skip-invalid") { Description = "Invalid entries are no error." };
        var (catalog, policy, json) = (CommonOptions.Catalog(), CommonOptions.Policy(), CommonOptions.Json());
        var postgres = Text("--postgres", "Npgsql connection string: by what was learned there, and with the room of its budgets. Default: by the files alone.");
        var command = new Command("estimate", About)
        {
            path, project, task, deadline, prompt, group, urgency, quality, tokens, labels, pattern, skip, catalog, policy, postgres, json,
        };
        command.SetAction((parsed, stop) => new EstimateAction(new Screen(parsed.GetValue(json)), TimeProvider.System).RunAsync(
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
            SampleFiles.Or(parsed, catalog), SampleFiles.Or(parsed, policy), parsed.GetValue(postgres), stop));
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };
}
