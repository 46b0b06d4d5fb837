using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Reading;
using Npgsql;

namespace BatchRouter.Cli.Reporting;

/// <summary>
/// A day's spend as files for whoever pays: Markdown to read, CSV to reckon with. Written again for the same day it replaces what was there,
/// and says the same where nothing has changed.
/// </summary>
internal sealed class NightlyReport(NpgsqlDataSource source, FileInfo catalog)
{
    private const int ListedDifferences = 20;

    /// <returns>The files written.</returns>
    public async Task<IReadOnlyList<FileInfo>> WriteAsync(DateOnly day, DirectoryInfo folder, CancellationToken stop)
    {
        var money = await new SpendReader(source).ReadAsync(day, stop);
        var spend = new SpendReportReader(new SpendReader(source), catalog).Of(day, money);
        var accounts = await new AccountReader(source).OfDayAsync(day, stop);
        var audit = await new Auditor(source).AuditAsync(ListedDifferences, stop);
        folder.Create();
        // The page comes last: where it is, the tables it speaks of are.
        return
        [
            await WholeFile.WriteAsync(folder, $"spend-{day:yyyy-MM-dd}.csv", NightlyCsv.Spend(day, money.Spend), stop),
            await WholeFile.WriteAsync(folder, $"accounts-{day:yyyy-MM-dd}.csv", NightlyCsv.Accounts(accounts), stop),
            await WholeFile.WriteAsync(folder, $"spend-{day:yyyy-MM-dd}.md", NightlyMarkdown.Of(spend, accounts, audit), stop),
        ];
    }
}
