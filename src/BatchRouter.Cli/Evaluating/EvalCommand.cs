using System.CommandLine;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Evaluating;

/// <summary><c>batchrouter eval</c>: what the learned routers are worth on recorded outcomes.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var data = new Option<DirectoryInfo?>("--data") { Description = "A folder of recorded outcomes, scored out of fold." };
        var train = new Option<DirectoryInfo?>("--train") { Description = "A folder to learn from; with --test." };
        var test = new Option<DirectoryInfo?>("--test") { Description = "A folder to score; with --train." };
        var seed = new Option<ulong>("--seed") { Description = "Enters folds, draws and intervals. Default 0." };
        var command = new Command("eval", "Measures the learned routers on recorded outcomes, beside random and length-only on the same rows.") { json, data, train, test, seed };
        command.SetAction((parsed, stop) =>
        {
            var settings = Settings(parsed.GetValue(data), parsed.GetValue(train), parsed.GetValue(test), parsed.GetValue(seed));
            var result = new EvalRun(Console.Error, TimeProvider.System).Run(settings, stop);
            new Screen(parsed.GetValue(json)).Result(result, screen => EvalText.Show(screen, result));
            return Task.FromResult(result.Rows.Count > 0 ? ExitCodes.Done : ExitCodes.FoundWrong);
        });
        return command;
    }

    private static EvalSettings Settings(DirectoryInfo? data, DirectoryInfo? train, DirectoryInfo? test, ulong seed) => (data, train, test) switch
    {
        ({ } folder, null, null) => new EvalSettings(folder, null, seed),
        (null, { } from, { } on) => new EvalSettings(from, on, seed),
        _ => throw new UsageException("give --data FOLDER, or --train FOLDER with --test FOLDER"),
    };
}
