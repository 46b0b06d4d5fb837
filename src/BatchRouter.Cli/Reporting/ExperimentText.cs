using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Reporting;

/// <summary>Experiments for people.</summary>
internal static class ExperimentText
{
    private static readonly string[] Head =
    [
        "experiment / arm", "jobs", "share", "wanted", "accepted", "late", "escalations", "confidence", "cost per job", "p50", "p99", "audits", "feedback", "shadow agrees", "shadow cost",
    ];

    public static void Show(Screen screen, ExperimentReport report)
    {
        if (report.Arms.Count == 0)
            screen.Say("no job is part of an experiment");
        else
            screen.Table("Experiments (mean ± standard error)", Head, report.Arms.Select(Row));
    }

    private static IReadOnlyList<string> Row(ArmReport arm) =>
    [
        $"{arm.Experiment} / {arm.Arm}", Text(arm.Jobs), Percent(arm.ShareOfAll), arm.WantedShare is { } wanted ? Percent(wanted) : "–",
        $"{arm.Accepted}, {arm.Exhausted} exhausted, {arm.Rejected} rejected", Text(arm.Late), Text(arm.Escalations), Of(arm.Confidence, "0.000"),
        "$" + Of(arm.CostUsd, "0.00000000"), Seconds(arm.P50Seconds), Seconds(arm.P99Seconds), Of(arm.Audits, "0.000"), Of(arm.Feedback, "0.000"),
        arm.Shadow is { } shadow ? Of(shadow.Agreement, "0.000") : "–", arm.Shadow is { } beside ? $"${Text(beside.CostUsd)} for {beside.Jobs}" : "–",
    ];

    private static string Of(Mean mean, string format) => mean.Value is { } value
        ? value.ToString(format, CultureInfo.InvariantCulture) + (mean.Error is { } error ? " ± " + error.ToString(format, CultureInfo.InvariantCulture) : "") + $" ({mean.Count})"
        : "–";

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Seconds(double? seconds) => seconds is { } time ? time.ToString("0.00", CultureInfo.InvariantCulture) + " s" : "–";

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
