using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Reporting;

/// <summary>A day's money for people.</summary>
internal static class SpendText
{
    public static void Show(Screen screen, SpendReport report)
    {
        screen.Say($"{report.Day:yyyy-MM-dd} (UTC): {Usd.Show(report.TotalNanoUsd)} for {report.Attempts} attempts"
            + $"; unknown {Usd.Show(report.UnknownNanoUsd)} in {report.UnknownAttempts} attempts");
        if (report.Side.InWords() is { Length: > 0 } sides)
            screen.Say($"of it for side jobs {Usd.Show(report.Side.TotalNanoUsd)}: {sides}");
        screen.Table("By project", ["project", "spend", "attempts"], report.ByProject.Select(line => Row(line, line.Project!)));
        screen.Table("By task", ["project / task", "spend", "attempts"], report.ByTask.Select(line => Row(line, $"{line.Project} / {line.Task}")));
        screen.Table("By model", ["model", "spend", "attempts"], report.ByModel.Select(line => Row(line, line.Model!)));
        screen.Say(report.AlwaysStrong is { } strong
            ? $"always {strong.Model} would have cost about {Usd.Show(strong.EstimateNanoUsd)} for the {strong.Jobs} jobs settled; they cost {Usd.Show(strong.SpendNanoUsd)}"
                + (strong.SavedPercent is { } percent ? $": {percent.ToString("0.0", CultureInfo.InvariantCulture)}% saved" : "")
            : $"saved against always-strong: not known, {report.AlwaysStrongMissing}");
    }

    private static IReadOnlyList<string> Row(SpendLine line, string name) =>
        [name, Usd.Show(line.NanoUsd), line.Attempts.ToString(CultureInfo.InvariantCulture)];
}
