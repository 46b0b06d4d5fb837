using System.CommandLine;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Simulating;

/// <summary><c>batchrouter simulate lanes</c>: what the choice of lanes costs and misses on simulated months, beside other policies.</summary>
internal static class LanesCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var jobs = CommonOptions.Count("--jobs", "How many jobs a trace has.", 200_000, 100, 10_000_000);
        var days = CommonOptions.Count("--days", "Over how many days.", 30, 4, 365);
        var seed = new Option<ulong>("--seed") { Description = "Of jobs, completion times and outages.", DefaultValueFactory = _ => 1 };
        var command = new Command("lanes", "Compares lane policies on simulated months: usual days, outage days, and a harsh mix of deadlines.") { json, jobs, days, seed };
        command.SetAction((parsed, stop) =>
        {
            var run = new LanesRun(new Screen(parsed.GetValue(json)), TimeProvider.System);
            var result = run.Run(parsed.GetValue(jobs), parsed.GetValue(days), parsed.GetValue(seed), stop);
            return Task.FromResult(result.IsMet ? ExitCodes.Done : ExitCodes.FoundWrong);
        });
        return command;
    }
}
