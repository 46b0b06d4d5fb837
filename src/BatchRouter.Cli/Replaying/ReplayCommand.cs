using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Replaying;

/// <summary><c>batchrouter replay</c>: what another policy would have chosen over recorded jobs.</summary>
internal static class ReplayCommand
{
    private const string About = """
        Makes the stored decisions of recorded jobs again, each from its own stored inputs, under the given policy and catalogue: offline, nobody is
        called. The same policy and catalogue reproduce every choice; another reports what would change: cost, lateness, expected quality
        with an interval, and which jobs.
        """;

    public static Command Create()
    {
        var policy = new Option<FileInfo>("--policy") { Description = "The policy: a batchrouter.json.", Required = true };
        var catalog = CommonOptions.Catalog();
        var from = CommonOptions.Moment("--from", "Jobs received from then on: a UTC day, or a time with its zone. Default: from the beginning.");
        var to = CommonOptions.Moment("--to", "Jobs received before then. Default: until now.");
        var task = new Option<string?>("--task") { Description = "Only jobs of this task." };
        var project = new Option<string?>("--project") { Description = "Only jobs of this project." };
        var changes = CommonOptions.Count("--changes", "Changed jobs to list.", 20, 0, 100_000);
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("replay", About) { policy, catalog, from, to, task, project, changes, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var router = new ConfigurationSource(parsed.GetValue(catalog)!, parsed.GetValue(policy)!).Read().Load();
            var (since, until) = CommonOptions.Period(parsed, from, to);
            var range = new DecisionRange(since, until, parsed.GetValue(task), parsed.GetValue(project));
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var isJson = parsed.GetValue(json);
            // Progress goes to stderr in either case: what is read on stdout is the result.
            var report = await new ReplayRun(source, new Screen(json: true), TimeProvider.System).RunAsync(router, range, parsed.GetValue(changes), stop);
            new Screen(isJson).Result(report, screen => ReplayText.Show(screen, report));
            return ExitCodes.Done;
        });
        return command;
    }
}
