using System.CommandLine;
using BatchRouter.Cli.Migrating;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Reporting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Worker.Scheduling;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Cli.Scheduling;

/// <summary><c>batchrouter scheduler</c>: rolls the ledger up and writes the nightly report. Any number of them share the work.</summary>
internal static class SchedulerCommand
{
    public static Command Create()
    {
        var postgres = CommonOptions.Postgres();
        var catalog = CommonOptions.Catalog();
        var reports = new Option<DirectoryInfo>("--reports")
        {
            Description = "Folder of the nightly reports, shared by all schedulers. Default: reports.",
            DefaultValueFactory = _ => new DirectoryInfo("reports"),
        };
        var rollup = CommonOptions.Count("--rollup-seconds", "How often new entries are rolled up.", 10, 1, 3_600);
        var nightly = Nightly();
        var zone = Zone();
        var checkIn = CommonOptions.Count("--check-in-seconds", "A scheduler silent for about twice as long is taken for dead.", 5, 1, 600);
        var tied = CommonOptions.ExitWithStdin();
        var command = new Command("scheduler", "Rolls the ledger up by hour and day, and writes the nightly spend report.")
        {
            postgres, catalog, reports, rollup, nightly, zone, checkIn, tied,
        };
        command.SetAction((parsed, stop) =>
        {
            var database = CommonOptions.Required(parsed.GetValue(postgres), "--postgres", "BATCHROUTER_POSTGRES");
            var options = new SchedulerOptions
            {
                Postgres = database,
                Report = (day, end) => WriteAsync(database, parsed.GetValue(catalog)!, parsed.GetValue(reports)!, day, end),
                RollUpEvery = TimeSpan.FromSeconds(parsed.GetValue(rollup)),
                Nightly = parsed.GetValue(nightly)!,
                NightlyTimeZone = TimeZoneInfo.FindSystemTimeZoneById(parsed.GetValue(zone)!),
                CheckInEvery = TimeSpan.FromSeconds(parsed.GetValue(checkIn)),
            };
            return RunAsync(options, parsed.GetValue(tied), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(SchedulerOptions options, bool exitsWithStdin, CancellationToken stop)
    {
        await SchemaGate.PassAsync(options.Postgres, stop);
        var builder = WorkerHost.Builder(LogLevel.Information);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Services.AddBatchRouterScheduler(options);
        using var host = builder.Build();
        return await new RoleRun("batchrouter scheduler ready", exitsWithStdin, options.DrainTime).UntilToldAsync(host, stop);
    }

    private static async Task WriteAsync(string postgres, FileInfo catalog, DirectoryInfo folder, DateOnly day, CancellationToken stop)
    {
        await using var source = PostgresConnections.ForReading(postgres);
        await new NightlyReport(source, catalog).WriteAsync(day, folder, stop);
    }

    private static Option<string> Nightly()
    {
        var option = new Option<string>("--nightly")
        {
            Description = "When the report of the day before is due: a cron expression of Quartz (seconds first).",
            DefaultValueFactory = _ => SchedulerOptions.DefaultNightly,
        };
        option.Validators.Add(result =>
        {
            if (!SchedulerOptions.IsCron(result.GetValueOrDefault<string>()))
                result.AddError($"--nightly: no cron expression of Quartz, such as '{SchedulerOptions.DefaultNightly}'");
        });
        return option;
    }

    private static Option<string> Zone()
    {
        var option = new Option<string>("--time-zone") { Description = "The time zone of --nightly.", DefaultValueFactory = _ => "UTC" };
        option.Validators.Add(result =>
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(result.GetValueOrDefault<string>(), out _))
                result.AddError("--time-zone: no time zone, such as Europe/Berlin");
        });
        return option;
    }
}
