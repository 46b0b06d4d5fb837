using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Cli.Simulating;

/// <summary><c>batchrouter simulate</c>: the domain among fakes, crash by crash, seed by seed.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var seeds = CommonOptions.Count("--seeds", "How many seeds to run.", 2_000, 1, 10_000_000);
        var seed = new Option<ulong?>("--seed") { Description = "The first seed; alone, only this one is run, and its journal printed." };
        var breakage = new Option<string?>("--break") { Description = $"Plants a fault in the store, to see it found: {string.Join(", ", Breakages.Names)}." };
        breakage.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Breakages.Find(token.Value) is null)
                result.AddError($"--break: {token.Value} is none of {string.Join(", ", Breakages.Names)}");
        });
        var command = new Command("simulate", "Runs the domain on a virtual clock among fakes that fail, and workers that die at every port.") { json, seeds, seed, breakage, LanesCommand.Create() };
        command.SetAction((parsed, stop) =>
        {
            var planted = parsed.GetValue(breakage) is { } name ? Breakages.Find(name)!.Value : Breakage.None;
            var isOne = parsed.GetValue(seed) is not null && parsed.GetResult(seeds) is not { Implicit: false };
            var run = new SimulateRun(new Screen(parsed.GetValue(json)), TimeProvider.System);
            var result = run.Run(parsed.GetValue(seed) ?? 1, isOne ? 1 : parsed.GetValue(seeds), planted, stop);
            return Task.FromResult(result.Violations == 0 ? ExitCodes.Done : ExitCodes.FoundWrong);
        });
        return command;
    }
}
