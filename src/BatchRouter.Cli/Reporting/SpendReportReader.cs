using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Reading;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Reporting;

/// <summary>Sums a day up.</summary>
internal sealed class SpendReportReader(SpendReader reader, FileInfo catalogFile)
{
    public async Task<SpendReport> ReadAsync(DateOnly day, CancellationToken stop) => Of(day, await reader.ReadAsync(day, stop));

    public SpendReport Of(DateOnly day, DayOfMoney money)
    {
        var (rows, unknown) = (money.Spend, money.Unknown);
        var (strong, missing) = Estimate(money.Answers, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        return new SpendReport
        {
            Day = day,
            TotalNanoUsd = rows.Sum(row => row.NanoUsd),
            Attempts = rows.Sum(row => row.Attempts),
            Side = SideSpend.Of(rows),
            ByProject = Lines(rows, row => new SpendLine(row.Project, null, null, 0, 0)),
            ByTask = Lines(rows, row => new SpendLine(row.Project, row.Task, null, 0, 0)),
            ByModel = Lines(rows, row => new SpendLine(null, null, row.Model, 0, 0)),
            AssumedNanoUsd = rows.Sum(row => row.AssumedNanoUsd),
            CorrectionsNanoUsd = rows.Sum(row => row.CorrectionsNanoUsd),
            UnknownNanoUsd = unknown.NanoUsd,
            UnknownAttempts = unknown.Attempts,
            AlwaysStrong = strong,
            AlwaysStrongMissing = missing,
        };
    }

    private (AlwaysStrong? Estimate, string? Missing) Estimate(IReadOnlyList<AnswerTokens> answers, DateTimeOffset from)
    {
        try
        {
            var catalog = WorkerSettings.LoadCatalog(catalogFile);
            var estimate = StrongEstimate.Of(catalog, answers, from);
            return (estimate, estimate is null ? "no model of the catalogue had a price that day" : null);
        }
        catch (Exception fault) when (fault is ConfigurationException or FileNotFoundException)
        {
            return (null, fault.Message);
        }
    }

    private static List<SpendLine> Lines(IReadOnlyList<SpendRow> rows, Func<SpendRow, SpendLine> key) => rows
        .GroupBy(key)
        .Select(group => group.Key with { NanoUsd = group.Sum(row => row.NanoUsd), Attempts = group.Sum(row => row.Attempts) })
        .OrderByDescending(line => line.NanoUsd)
        .ToList();
}
