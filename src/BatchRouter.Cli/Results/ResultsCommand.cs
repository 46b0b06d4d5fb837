using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Results;

/// <summary><c>batchrouter results</c>: what became of the jobs, a line of JSON each.</summary>
internal static class ResultsCommand
{
    private const string About = """
        Writes the results of a group or a job, one line of JSON each, in no order: keys in camelCase like the messages', answers to the
        letter. Any size fits: nothing is gathered in memory. With --json and --out, the lines go to the file and stdout holds their
        counts; with --json alone, stdout holds one object of counts and results (snake_case keys).
        """;

    public static Command Create()
    {
        var group = new Option<string?>("--group") { Description = "All jobs of this group." };
        var job = new Option<Guid?>("--job") { Description = "This job." };
        var project = new Option<string?>("--project") { Description = "Only of this project; a JobId is unique per project." };
        var output = new Option<FileInfo?>("--out") { Description = "A file for the lines; written beside it first, and moved there when whole." };
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("results", About) { group, job, project, output, postgres, json };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(group) is null) == (result.GetResult(job) is null))
                result.AddError("one of --group and --job is wanted");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var isJson = parsed.GetValue(json);
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var rows = new ResultReader(source).ReadAsync(parsed.GetValue(group), parsed.GetValue(job), parsed.GetValue(project), stop);
            var counts = await new ResultOutput(new Screen(isJson), isJson, parsed.GetValue(output)).WriteAsync(rows, stop);
            if (counts.Count > 0 || parsed.GetValue(job) is not { } id)
                return ExitCodes.Done;
            await Console.Error.WriteLineAsync($"no job {id} is known: has a worker taken it from the queue yet?");
            return ExitCodes.FoundWrong;
        });
        return command;
    }
}
