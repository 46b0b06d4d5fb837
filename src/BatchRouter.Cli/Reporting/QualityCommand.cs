using System.CommandLine;
using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Learning;

namespace BatchRouter.Cli.Reporting;

/// <summary><c>batchrouter report quality</c>: how what is believed of each task holds against audits, over time.</summary>
internal static class QualityCommand
{
    private const string About = """
        What audits say of each task, over time: the calibration error of the confidence at acceptance, and the share of accepted answers
        that the strongest model bore out, with its 95% interval; where a drift began and where it ended.
        """;

    public static Command Create()
    {
        var task = new Option<string?>("--task") { Description = "Only this task." };
        var most = CommonOptions.Count("--most", "The latest measurements of each task.", 100, 1, 100_000);
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("quality", About) { task, most, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var rows = await new DriftReader(source).ReadAsync(parsed.GetValue(task), parsed.GetValue(most), stop);
            var tasks = rows.GroupBy(row => row.Task).Select(group => new { Task = group.Key, group.Last().IsDrifting, Series = group.ToList() }).ToList();
            new Screen(parsed.GetValue(json)).Result(new { Tasks = tasks }, screen => Show(screen, rows));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Show(Screen screen, IReadOnlyList<DriftRow> rows)
    {
        if (rows.Count == 0)
            screen.Say("no task was measured yet: that takes 50 audits of a task");
        else
            screen.Table(
                "Quality against audits",
                ["task", "at", "audits", "calibration error", "accepted quality", "95% interval", "drifts", "reason"],
                rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Task,
                    row.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    row.Audits.ToString(CultureInfo.InvariantCulture),
                    Three(row.CalibrationError),
                    Three(row.AcceptedQuality),
                    row.Low is null ? "" : $"{Three(row.Low)} to {Three(row.High)}",
                    row.HasChanged ? row.IsDrifting ? "began" : "ended" : row.IsDrifting ? "yes" : "",
                    row.Reason ?? "",
                ]));
    }

    private static string Three(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";
}
