using System.Globalization;
using BatchRouter.Postgres.Auditing;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>Single requests of an export against the ledger: each has one equal entry, or an open hold at least as large.</summary>
internal static class RequestComparison
{
    /// <param name="key">The attempt's id, or the provider's where the export knows no other.</param>
    /// <param name="lines">The export's lines under that key; a provider may give one id to several requests.</param>
    /// <param name="booked">What the ledger holds under it.</param>
    public static IEnumerable<AuditDifference> Compare(string key, IReadOnlyList<ExportLine> lines, BookedRequest booked)
    {
        var name = $"request {key}";
        if (lines.Count > Math.Max(1, booked.Attempts))
            yield return new AuditDifference { RowName = name, What = "billed more often than bought: lines", Expected = booked.Attempts, Found = lines.Count };
        if (booked.Attempts == 0)
        {
            yield return new AuditDifference { RowName = name, What = "billed, and no attempt of ours: nano-USD", Found = NanoUsd(lines) };
            yield break;
        }

        if (Money(name, NanoUsd(lines), booked) is { } money)
            yield return money;
        if (Tokens(name, "input tokens", Sum(lines, line => line.Input), booked.Input) is { } input)
            yield return input;
        if (Tokens(name, "output tokens", Sum(lines, line => line.Output), booked.Output) is { } output)
            yield return output;
    }

    private static AuditDifference? Money(string name, long? billed, BookedRequest booked) => billed switch
    {
        null => null,
        { } amount when booked.PostedNanoUsd is { } posted => posted == amount || (booked.IsAssumed && posted >= amount)
            ? null
            : new AuditDifference { RowName = name, What = string.Create(CultureInfo.InvariantCulture, $"billed {amount} nano-USD; posted"), Expected = amount, Found = posted },
        { } amount => booked.OpenHoldNanoUsd >= amount
            ? null
            : new AuditDifference { RowName = name, What = string.Create(CultureInfo.InvariantCulture, $"billed {amount} nano-USD; held open"), Expected = amount, Found = booked.OpenHoldNanoUsd },
    };

    private static AuditDifference? Tokens(string name, string what, long? billed, long? counted) => billed is null || counted is null || billed == counted
        ? null
        : new AuditDifference { RowName = name, What = what, Expected = billed, Found = counted };

    private static long? NanoUsd(IReadOnlyList<ExportLine> lines) => lines.All(line => line.Usd is null) ? null : (long)Math.Round(lines.Sum(line => line.Usd ?? 0) * 1_000_000_000m);

    private static long? Sum(IReadOnlyList<ExportLine> lines, Func<ExportLine, long?> of) => lines.All(line => of(line) is null) ? null : lines.Sum(line => of(line) ?? 0);
}
