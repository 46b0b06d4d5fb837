using System.CommandLine;
using BatchRouter.Cli.Auditing.Exports;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Auditing;
using Npgsql;

namespace BatchRouter.Cli.Auditing;

/// <summary><c>batchrouter audit</c>: whether every number of the money follows from the rows below it.</summary>
internal static class AuditCommand
{
    private const string About = """
        Checks, in one snapshot and while work goes on: what is posted and held in each account, that each attempt has exactly one final money
        state or an open hold, that no entry was changed, that nothing points at a row that is not there, and that the rollups equal the
        ledger. Exits 1 on any difference, with the row named. With --export it also compares with what a provider says was used.
        """;

    public static Command Create()
    {
        var postgres = CommonOptions.Postgres();
        var catalog = CommonOptions.Catalog();
        var exports = new Option<FileInfo[]>("--export")
        {
            Description = "A provider's usage or cost export, CSV or JSON (OpenAI, Anthropic); may be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var list = CommonOptions.Count("--list", "Differences listed per check; all are counted.", Auditor.DefaultListed, 1, 100_000);
        var json = CommonOptions.Json();
        var command = new Command("audit", About) { postgres, catalog, exports, list, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var listed = parsed.GetValue(list);
            var books = await new Auditor(source).AuditAsync(listed, stop);
            var result = AuditResult.Of(books, await ExportsAsync(source, parsed.GetValue(exports)!, parsed.GetValue(catalog)!, listed, stop));
            new Screen(parsed.GetValue(json)).Result(result, screen => AuditText.Show(screen, result));
            return result.Clean ? ExitCodes.Done : ExitCodes.FoundWrong;
        });
        return command;
    }

    private static async Task<IReadOnlyList<CheckResult>> ExportsAsync(NpgsqlDataSource source, FileInfo[] files, FileInfo catalog, int listed, CancellationToken stop)
    {
        if (files.Length == 0)
            return [];
        // The catalogue says what each model is called at its provider.
        var audit = new ExportAudit(source, WorkerSettings.LoadCatalog(catalog));
        var results = new List<CheckResult>();
        foreach (var file in files)
            results.Add(await audit.CompareAsync(file, listed, stop));
        return results;
    }
}
