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
        var options = new SubmissionOptions
        {
            Project = SubmissionOptions.Text("--project", "A project that the workers' configuration declares. Folders only, as all up to --pattern."),
            Prompt = new Option<FileInfo?>("--prompt") { Description = "The template: {{text}} is the file's text, {{name}} its name." },
            Group = SubmissionOptions.Text("--group", "Jobs submitted together. Default: a new id, which is printed."),
            Deadline = SubmissionOptions.Text("--deadline", $"When the answers must be there: {DeadlineText.Wanted}. Default 24h."),
            Labels = new Option<string[]>("--label") { Description = "key=value, for rules and reports; may be repeated." },
            SkipInvalid = new Option<bool>("--skip-invalid") { Description = "Publish what is valid and list the rest." },
        };
        var (rabbitMq, json) = (CommonOptions.RabbitMq(), CommonOptions.Json());
        var command = new Command("submit", About)
        {
            options.Path, options.Project, options.Task, options.Prompt, options.Group, options.Deadline, options.Urgency, options.Quality, options.MaxOutputTokens,
            options.Labels, options.Pattern, options.SkipInvalid, rabbitMq, json,
        };
        command.SetAction((parsed, stop) => new SubmitAction(new Screen(parsed.GetValue(json)), TimeProvider.System).RunAsync(
            options.Read(parsed), parsed.GetValue(rabbitMq), stop));
        return command;
    }
}
