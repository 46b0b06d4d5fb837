using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

public sealed class NightlyReportTests(MigratedDatabase<NightlyReportTests> database) : IClassFixture<MigratedDatabase<NightlyReportTests>>, IDisposable
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private readonly LedgerRows _rows = new(database.Source);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-tests-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nightly_WritesSpendAccountsUnknownMoneyAndTheAudit_AndTheSameAgain()
    {
        var account = await _rows.AccountAsync("project:docs", posted: 1_500_000_000, held: 250_000, Noon.Date, Noon.Date.AddDays(1));
        await _rows.AccountAsync("project:elsewhere", posted: 0, held: 0, Noon.Date.AddDays(1), Noon.Date.AddDays(2));
        await _rows.ChargedAsync(1_500_000_000, Noon, new Spent { Project = "docs", Task = "=cmd|x", Model = "weak", Accounts = [account] });
        await _rows.AttemptAsync(new Spent { Project = "docs", State = "unknown", Hold = 250_000, Accounts = [account], Started = Noon });
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });

        var first = await WriteAsync(cli);
        var again = await WriteAsync(cli);

        Assert.Equal(first, again);
        Assert.Equal(["accounts-2026-11-20.csv", "spend-2026-11-20.csv", "spend-2026-11-20.md"], first.Keys.Order());
        Assert.Equal(
            "day,project,task,model,lane,side,usd,nano_usd,assumed_nano_usd,corrections_nano_usd,entries,attempts\r\n2026-11-20,docs,'=cmd|x,weak,sync,,1.5,1500000000,0,0,1,1\r\n",
            first["spend-2026-11-20.csv"]);
        Assert.Equal(2, first["accounts-2026-11-20.csv"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var page = first["spend-2026-11-20.md"];
        Assert.Contains("**$1.500000** for 1 attempts", page, StringComparison.Ordinal);
        Assert.Contains("Unknown: $0.000250 held open for 1 attempts", page, StringComparison.Ordinal);
        Assert.Contains("| project:docs | day | 2026-11-20 00:00Z | $0.001000 | $1.500000 | $0.000250 | $1.500250 | 150000.0% |", page, StringComparison.Ordinal);
        Assert.Contains("| docs | =cmd\\|x | $1.500000 | 1 |", page, StringComparison.Ordinal);
        Assert.Contains("Saved against always-strong: not known", page, StringComparison.Ordinal);
        Assert.Contains("clean: 8 checks hold", page, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> WriteAsync(CommandProcess cli)
    {
        var result = await cli.RunAsync(["report", "nightly", "--day", "2026-11-20", "--out", _folder.FullName, "--catalog", "nowhere.json", "--json"], Stop);
        Assert.True(result.Code == ExitCodes.Done, result.Stderr);
        Assert.Equal(3, result.Json.GetProperty("files").GetArrayLength());
        return _folder.GetFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName));
    }
}
