using System.CommandLine;
using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Shipping;

namespace BatchRouter.Cli.Watching;

/// <summary><c>batchrouter watch GROUP</c>: progress and spend until the group has ended.</summary>
internal static class WatchCommand
{
    private const string About = """
        Shows progress and spend of a group until all its known jobs have ended. A job is known once a worker has taken it from the
        queue: say --total to wait for jobs that still stand there (submit prints the number). Shows as well when the known jobs will have
        ended, by what was learned of batches and by the pace of the last minute, which share of them will be in time, and what they will cost still.
        """;

    public static Command Create()
    {
        var group = new Argument<string>("group") { Description = "The group id." };
        var total = new Option<long?>("--total") { Description = "How many jobs the group has: ends when so many have ended." };
        total.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<long?>() is null or > 0)
                return;
            result.AddError("--total: a number above 0 is wanted");
        });
        var once = new Option<bool>("--once") { Description = "One look, then the end." };
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("watch", About) { group, total, once, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var screen = new Screen(parsed.GetValue(json));
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var outlook = new GroupOutlook(new OpenJobReader(source), new CompletionLog(source), TimeProvider.System);
            var watch = new Watch(new JobReader(source), outlook, parsed.GetValue(group)!, parsed.GetValue(total), screen, TimeProvider.System);
            var result = parsed.GetValue(once) ? await watch.LookAsync(stop) : await watch.UntilEndedAsync(stop);
            screen.Result(result, _ => Show(screen, result));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Show(Screen screen, WatchResult result) => screen.Table(
        $"Group {result.GroupId}",
        ["what", "value"],
        [
            ["ended", $"{result.Ended} of {result.Total ?? result.Known}"],
            ["settled", $"{result.Settled}, {result.Late} late, {result.Exhausted} exhausted"],
            ["rejected", $"{result.Rejected}"],
            ["cancelled", $"{result.Cancelled}"],
            ["running", $"{result.Running}"],
            ["held", $"{result.Held}"],
            ["parked, shipped", $"{result.Parked}, {result.Shipped}"],
            ["escalated", $"{result.Escalated}"],
            ["on time", result.OnTimeChance is { } chance ? chance.ToString("0.00##%", CultureInfo.InvariantCulture) : "-"],
            ["ends", $"{Time(result.ExpectedEnd)}, with 95% by {Time(result.ExpectedEnd95)}"],
            ["spent", Usd.Show(result.SpendNanoUsd)],
            ["still to be spent", Usd.Show(result.RemainingNanoUsd)],
            ["unknown", Usd.Show(result.UnknownNanoUsd)],
        ]);

    private static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
