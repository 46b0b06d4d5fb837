using System.Globalization;
using System.Text;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>The tables of a nightly report, as RFC 4180 has it.</summary>
internal static class NightlyCsv
{
    public static string Spend(DateOnly day, IReadOnlyList<SpendRow> rows) => Table(
        ["day", "project", "task", "model", "lane", "side", "usd", "nano_usd", "assumed_nano_usd", "corrections_nano_usd", "entries", "attempts"],
        rows.Select(row => (object?[])
        [
            day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Project, row.Task, row.Model, row.Lane, row.Side, Usd.Of(row.NanoUsd), row.NanoUsd,
            row.AssumedNanoUsd, row.CorrectionsNanoUsd, row.Entries, row.Attempts,
        ]));

    public static string Accounts(IReadOnlyList<AccountRow> accounts) => Table(
        ["account", "scope", "window", "window_start", "window_end", "soft", "limit_usd", "posted_usd", "held_usd", "peak_usd"],
        accounts.Select(row => (object?[])
        [
            row.AccountId, row.Scope, row.WindowKind, row.WindowStart, row.WindowEnd, row.Soft ? "soft" : "hard", Usd.Of(row.LimitNanoUsd),
            Usd.Of(row.PostedNanoUsd), Usd.Of(row.HeldNanoUsd), Usd.Of(row.PeakNanoUsd),
        ]));

    private static string Table(IReadOnlyList<string> head, IEnumerable<object?[]> rows)
    {
        var text = new StringBuilder().Append(string.Join(',', head)).Append("\r\n");
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    internal static string Cell(object? value) => value switch
    {
        null => "",
        string words => Quoted(words),
        DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString()!),
    };

    // A task's name comes from a producer: a spreadsheet must not take it for a formula.
    private static string Quoted(string words)
    {
        var safe = words.Length > 0 && words[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + words : words;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
