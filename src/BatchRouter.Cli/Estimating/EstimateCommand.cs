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
        var options = new SubmissionOptions
        {
            Project = SubmissionOptions.Text("--project", "A project that the configuration declares. Default of a folder: the configuration's first."),
            Prompt = new Option<FileInfo?>("--prompt") { Description = "The template: {{text}} is the file's text, {{name}} its name. Default: the text. Folders only, as all up to --pattern." },
            Group = SubmissionOptions.Text("--group", "Places in experiments follow from it."),
            Deadline = SubmissionOptions.Text("--deadline", $"When the answers must be there: {DeadlineText.Wanted}. Default of a folder: 24h."),
            Labels = new Option<string[]>("--label") { Description = "key=value, for rules and budgets; may be repeated." },
            SkipInvalid = new Option<bool>("--skip-invalid") { Description = "Invalid entries are no error." },
        };
        var (catalog, policy, json) = (CommonOptions.Catalog(), CommonOptions.Policy(), CommonOptions.Json());
        var postgres = SubmissionOptions.Text("--postgres", "Npgsql connection string: by what was learned there, and with the room of its budgets. Default: by the files alone.");
        var command = new Command("estimate", About)
        {
            options.Path, options.Project, options.Task, options.Deadline, options.Prompt, options.Group, options.Urgency, options.Quality, options.MaxOutputTokens,
            options.Labels, options.Pattern, options.SkipInvalid, catalog, policy, postgres, json,
        };
        command.SetAction((parsed, stop) => new EstimateAction(new Screen(parsed.GetValue(json)), TimeProvider.System).RunAsync(
            options.Read(parsed), SampleFiles.Or(parsed, catalog), SampleFiles.Or(parsed, policy), parsed.GetValue(postgres), stop));
        return command;
    }
}
