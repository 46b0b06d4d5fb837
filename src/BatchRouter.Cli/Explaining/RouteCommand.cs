using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Explaining;

/// <summary><c>batchrouter route explain JOB</c>: why this model, why this price, why this end.</summary>
internal static class RouteCommand
{
    public static Command Create() => new("route", "How jobs are routed.") { Explain() };

    private static Command Explain()
    {
        var job = new Argument<Guid>("job") { Description = "The JobId." };
        var project = new Option<string?>("--project") { Description = "Whose job, where several projects use the id." };
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("explain", "Prints a job's stored decisions step by step, what became of each attempt, and the job's end.")
        {
            job, project, postgres, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var (id, of) = (parsed.GetValue(job), parsed.GetValue(project));
            var screen = new Screen(parsed.GetValue(json));
            var story = await JobStory.ReadAsync(new StoryReader(source), id, of, stop);
            if (story.Job is null && story.Refusals.Count == 0)
            {
                await Console.Error.WriteLineAsync($"no job {id} is known: has a worker taken it from the queue yet?");
                return ExitCodes.FoundWrong;
            }

            screen.Result(ExplainJson.Of(story), target => new ExplainText(target).Show(story));
            return ExitCodes.Done;
        });
        return command;
    }
}
