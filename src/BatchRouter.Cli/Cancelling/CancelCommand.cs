using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Cancelling;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Cancelling;

/// <summary><c>batchrouter cancel GROUP</c>: stops what of a group is not yet bought, and says what was.</summary>
internal static class CancelCommand
{
    private const string About = """
        Stops what of a group is not yet bought: jobs that wait are cancelled, parked ones and shipments of this group alone are called
        back, and calls under way are the last. What was paid is kept: a job with an answer is settled with it. Messages of the group that
        still stand in the queue are rejected when they come. Waits until all known jobs have ended; a running worker does the work.
        """;

    public static Command Create()
    {
        var group = new Argument<string>("group") { Description = "The group id." };
        var noWait = new Option<bool>("--no-wait") { Description = "Say it, and do not wait until all has ended." };
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("cancel", About) { group, noWait, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var screen = new Screen(parsed.GetValue(json));
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var run = new CancelRun(new GroupCancellation(source), new JobReader(source), parsed.GetValue(group)!, screen, TimeProvider.System);
            var result = await run.RunAsync(waits: !parsed.GetValue(noWait), stop);
            screen.Result(result, _ => Show(screen, result));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Show(Screen screen, CancelResult result) => screen.Table(
        $"Group {result.GroupId}",
        ["what", "value"],
        [
            ["cancelled", $"{result.Cancelled}"],
            ["settled with what was bought", $"{result.Settled}"],
            ["rejected", $"{result.Rejected}"],
            ["not ended yet", $"{result.Open}"],
            ["spent", Usd.Show(result.SpendNanoUsd)],
            ["unknown", Usd.Show(result.UnknownNanoUsd)],
        ]);
}
