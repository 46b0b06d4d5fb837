using System.CommandLine;
using BatchRouter.Auditing;
using BatchRouter.Cli.Presenting;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Judging;

namespace BatchRouter.Cli.Listening;

/// <summary><c>batchrouter feedback JOB</c>: what somebody says of an answer.</summary>
internal static class FeedbackCommand
{
    private const string About = """
        Says of a job's answer how good it was; it enters training. One per job and source: said again, the last word wins. Programs publish
        JobFeedback to the exchange batchrouter.feedback instead.
        """;

    public static Command Create()
    {
        var job = new Argument<Guid>("job") { Description = "The JobId." };
        var score = new Option<double>("--score") { Description = "0, useless, to 1, right.", Required = true };
        score.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
                result.AddError("--score: a number from 0 to 1 is wanted");
        });
        var note = Words("--note", "In words, up to 1,000 characters.", Limits.Note);
        var source = Words("--source", "Who says so, e.g. a reviewer's name.", Limits.Name);
        var project = new Option<string?>("--project") { Description = "Where several projects use the JobId." };
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("feedback", About) { job, score, note, source, project, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var database = CommonOptions.Database(parsed.GetValue(postgres));
            var store = new FeedbackStore(database, TimeProvider.System);
            var id = parsed.GetValue(job);
            var key = new JobKey(parsed.GetValue(project) ?? await ProjectAsync(store, id, stop), id);
            var feedback = new UserFeedback(key, parsed.GetValue(score), parsed.GetValue(note), parsed.GetValue(source) ?? "", TimeProvider.System.GetUtcNow());
            if (!await store.RecordAsync(feedback, stop))
                throw new InvalidDataException($"--project: no job {id} is known in {key.Project}");
            new Screen(parsed.GetValue(json)).Result(
                new { key.Project, key.JobId, feedback.Score, feedback.Source, feedback.At }, screen => screen.Say($"noted: {key} {feedback.Score}"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string?> Words(string name, string description, int longest)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<string?>() is { } text && text.Length > longest)
                result.AddError($"{name}: {text.Length} characters; the limit is {longest}");
        });
        return option;
    }

    private static async Task<string> ProjectAsync(FeedbackStore store, Guid id, CancellationToken stop)
    {
        var projects = await store.ProjectsAsync(id, stop);
        return projects.Count switch
        {
            0 => throw new InvalidDataException($"no job {id} is known: has a worker taken it from the queue yet?"),
            1 => projects[0],
            _ => throw new UsageException($"several projects use this id: say --project {string.Join(" or ", projects)}"),
        };
    }
}
