using System.Globalization;
using System.Text;
using BatchRouter.Cli.Auditing;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>The page of a nightly report.</summary>
internal static class NightlyMarkdown
{
    public static string Of(SpendReport spend, IReadOnlyList<AccountRow> accounts, AuditReport audit)
    {
        var page = new StringBuilder();
        Say(page, $"# Spend of {spend.Day:yyyy-MM-dd} (UTC)\n");
        Say(page, $"**{Usd.Show(spend.TotalNanoUsd)}** for {spend.Attempts} attempts; of it {Usd.Show(spend.AssumedNanoUsd)} assumed for want of evidence, {Usd.Show(spend.CorrectionsNanoUsd)} corrections.");
        if (spend.Side.InWords() is { Length: > 0 } sides)
            Say(page, $"Side jobs: {Usd.Show(spend.Side.TotalNanoUsd)} of it, booked apart: {sides}.");
        Say(page, $"Unknown: {Usd.Show(spend.UnknownNanoUsd)} held open for {spend.UnknownAttempts} attempts that may have been charged.\n");
        Say(page, Saved(spend) + "\n");
        Say(page, $"## Accounts\n");
        if (accounts.Count == 0)
            Say(page, $"No budget had a window that day.\n");
        else
            Table(page, ["scope", "window", "from", "limit", "posted", "held", "peak", "used"], accounts.Select(Account));
        Say(page, $"## By model\n");
        Table(page, ["model", "spend", "attempts"], spend.ByModel.Select(line => Row(line, line.Model!)));
        Say(page, $"## By task\n");
        Table(page, ["project", "task", "spend", "attempts"], spend.ByTask.Select(line => (IReadOnlyList<string>)[line.Project!, .. Row(line, line.Task!)]));
        Say(page, $"## Audit\n");
        Say(page, $"{AuditText.Verdict(audit.Checks)}\n");
        foreach (var line in AuditText.Lines(audit.Checks))
            Say(page, $"    {line}");
        return page.ToString();
    }

    private static string Saved(SpendReport spend) => spend.AlwaysStrong is { } strong
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Saved against always-strong, about: {Usd.Show(strong.SavedNanoUsd)}{(strong.SavedPercent is { } percent ? $" ({percent:0.0}%)" : "")}. The {strong.Jobs} jobs settled cost {Usd.Show(strong.SpendNanoUsd)}; {strong.Model} would have cost {Usd.Show(strong.EstimateNanoUsd)}.")
        : $"Saved against always-strong: not known, {spend.AlwaysStrongMissing}.";

    private static IReadOnlyList<string> Account(AccountRow row) =>
    [
        row.Soft ? $"{row.Scope} (soft)" : row.Scope, row.WindowKind, row.WindowStart.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        Usd.Show(row.LimitNanoUsd), Usd.Show(row.PostedNanoUsd), Usd.Show(row.HeldNanoUsd), Usd.Show(row.PeakNanoUsd),
        row.LimitNanoUsd == 0 ? "–" : (100m * row.PostedNanoUsd / row.LimitNanoUsd).ToString("0.0", CultureInfo.InvariantCulture) + "%",
    ];

    private static IReadOnlyList<string> Row(SpendLine line, string name) =>
        [name, Usd.Show(line.NanoUsd), line.Attempts.ToString(CultureInfo.InvariantCulture)];

    private static void Table(StringBuilder page, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Say(page, $"| {string.Join(" | ", head)} |");
        Say(page, $"|{string.Concat(head.Select(_ => "---|"))}");
        foreach (var row in rows)
            Say(page, $"| {string.Join(" | ", row.Select(Cell))} |");
        Say(page, "");
    }

    // Names are strangers' words: they must neither end a cell nor become markup.
    private static string Cell(string words) => words
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ");

    private static void Say(StringBuilder page, string line) => page.Append(line).Append('\n');
}
