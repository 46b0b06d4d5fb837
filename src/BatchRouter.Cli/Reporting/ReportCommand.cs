using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Reading;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Reporting;

/// <summary><c>batchrouter report spend</c>: a day's money, from the ledger.</summary>
internal static class ReportCommand
{
    private const string About = """
        Reads the money of one UTC day by the time its entries were posted, from the rollups and, in the same snapshot, from the entries that
        are not rolled up yet: spend by project, task and model, and open holds of attempts
        started by the day's end that may have been charged (unknown). Saved against always-strong is an estimate: for the jobs settled
        that day, the strongest model of the catalogue (highest default quality, then dearest) at its list price, for the tokens of the
        answer each job took, against all that those jobs cost.
        """;

    private const string AboutExperiments = """
        How each arm of each experiment does: jobs and their share, ends, confidence, cost, time, what audits and users say, and what shadows
        answered and cost beside. Means stand with their standard errors. The wanted shares are read from the configuration, where it is there.
        """;

    public static Command Create() => new("report", "Reports for whoever pays the bill, and on what it bought.")
    {
        Spend(), LaneReportCommand.Create(), Nightly(), Experiments(), QualityCommand.Create(),
    };

    private static Command Spend()
    {
        var day = new Option<DateOnly?>("--day") { Description = "UTC day as YYYY-MM-DD. Default: today." };
        var catalog = CommonOptions.Catalog();
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("spend", About) { day, catalog, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            var report = await new SpendReportReader(new SpendReader(source), parsed.GetValue(catalog)!).ReadAsync(parsed.GetValue(day) ?? today, stop);
            new Screen(parsed.GetValue(json)).Result(report, screen => SpendText.Show(screen, report));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Nightly()
    {
        var day = new Option<DateOnly?>("--day") { Description = "UTC day as YYYY-MM-DD. Default: yesterday." };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder of the files; made where it is missing.", Required = true };
        var catalog = CommonOptions.Catalog();
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("nightly", "Writes the nightly report of one UTC day by hand: Markdown, and CSV for spend and accounts.")
        {
            day, folder, catalog, postgres, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
            var written = await new NightlyReport(source, parsed.GetValue(catalog)!).WriteAsync(parsed.GetValue(day) ?? yesterday, parsed.GetValue(folder)!, stop);
            var files = written.Select(file => file.FullName).ToList();
            new Screen(parsed.GetValue(json)).Result(new { Files = files }, screen => files.ForEach(screen.Say));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Experiments()
    {
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only jobs received from then on, e.g. 2026-11-22T20:00:00Z. Default: all." };
        var (policy, catalog, postgres, json) = (CommonOptions.Policy(), CommonOptions.Catalog(), CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("experiments", AboutExperiments) { since, policy, catalog, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var (reader, from) = (new ExperimentReader(source), parsed.GetValue(since));
            var report = ExperimentReport.Of(
                await reader.ArmsAsync(from, stop), await reader.ShadowsAsync(from, stop), Wanted(parsed.GetValue(policy)!, parsed.GetValue(catalog)!));
            new Screen(parsed.GetValue(json)).Result(report, screen => ExperimentText.Show(screen, report));
            return ExitCodes.Done;
        });
        return command;
    }

    // Shares are wanted by the configuration; the report is of use without it.
    private static RoutingPolicy? Wanted(FileInfo policy, FileInfo catalog) =>
        policy.Exists && catalog.Exists ? WorkerSettings.LoadPolicy(policy, WorkerSettings.LoadCatalog(catalog)) : null;
}
