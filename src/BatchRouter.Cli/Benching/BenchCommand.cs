using System.CommandLine;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Benching;

/// <summary><c>batchrouter bench</c>: how many jobs a second, beside plain clients on the same servers.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var jobs = CommonOptions.Count("--jobs", "Jobs per measurement.", 20_000, 100, 1_000_000);
        var rounds = CommonOptions.Count("--rounds", "Interleaved rounds; medians are reported.", 5, 1, 25);
        var budgets = new Option<bool>("--budgets") { Description = "Measure each round once more under three levels of budgets that never bind." };
        var command = new Command("bench", "Measures BatchRouter with a provider that answers at once, beside a floor of plain clients.") { json, jobs, rounds, budgets };
        command.SetAction(async (parsed, stop) =>
        {
            var screen = new Screen(parsed.GetValue(json));
            var result = await new BenchRun(parsed.GetValue(jobs), parsed.GetValue(rounds), parsed.GetValue(budgets), screen, TimeProvider.System).RunAsync(stop);
            screen.Result(result, BenchReport.For(result));
            return ExitCodes.Done;
        });
        return command;
    }
}
