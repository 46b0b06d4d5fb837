using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Reading;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Reporting;

/// <summary><c>batchrouter report lanes</c>: what lanes saved, what became of shipments, and whether forecasts were kept.</summary>
internal static class LaneReportCommand
{
    private const string About = """
        Per provider, model and lane: jobs, spend, and what the same tokens cost at once; the ends of shipments, and what was found in them; rows
        charged twice; the forecasts that were stored with decisions against what the shipments did, in tenths of the parked jobs by forecast; and
        whether jobs that began in batch or flex were in time as often as promised. Purchases begun, shipments formed, and jobs ended in the period.
        Providers and prices are the catalogue's and the promise is the configuration's, where they are there.
        """;

    public static Command Create()
    {
        var from = CommonOptions.Moment("--from", "From then on: a UTC day, or a time with its zone. Default: from the beginning.");
        var to = CommonOptions.Moment("--to", "Before then. Default: until now.");
        var (catalog, policy, postgres, json) = (CommonOptions.Catalog(), CommonOptions.Policy(), CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("lanes", About) { from, to, catalog, policy, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var (since, until) = CommonOptions.Period(parsed, from, to);
            var models = parsed.GetValue(catalog)!.Exists ? WorkerSettings.LoadCatalog(parsed.GetValue(catalog)!) : null;
            var lateness = models is not null && parsed.GetValue(policy)!.Exists ? WorkerSettings.LoadPolicy(parsed.GetValue(policy)!, models).Lateness : RoutingPolicy.DefaultLateness;
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var report = LaneReport.Of(await new LaneReader(source).ReadAsync(since, until, stop), models, lateness, since, until);
            new Screen(parsed.GetValue(json)).Result(report, screen => LaneText.Show(screen, report));
            return ExitCodes.Done;
        });
        return command;
    }
}
