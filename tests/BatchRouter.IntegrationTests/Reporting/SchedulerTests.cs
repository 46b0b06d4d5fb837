using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Reading;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>Scheduler processes that end with SIGKILL.</summary>
public sealed class SchedulerTests(MigratedDatabase<SchedulerTests> database) : IClassFixture<MigratedDatabase<SchedulerTests>>, IDisposable
{
    private const int Kills = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LedgerRows _rows = new(database.Source);
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("batchrouter-tests-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _reports.Delete(recursive: true);

    [Fact]
    public async Task When_TwoSchedulersShareTheWorkAndOneIsKilledAtRandomTenTimes_Should_CountEachEntryOnce()
    {
        var chance = new Random(7);
        var schedulers = new List<WorkerProcess> { Start(), Start() };
        try
        {
            await Task.WhenAll(schedulers.Select(scheduler => scheduler.Ready)).WaitAsync(Patience, Stop);
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var writing = Task.WhenAll(Enumerable.Range(0, 3).Select(writer => WriteUntilAsync(writer, killed.Token)));
            for (var i = 0; i < Kills; i++)
            {
                // Over work, or the kill shows nothing: something was rolled up since the last one.
                var before = await RolledUpAsync();
                await Eventually.IsTrueAsync(async () => await RolledUpAsync() > before, Patience, Stop);
                await Task.Delay(chance.Next(300), Stop);
                var victim = chance.Next(2);
                await schedulers[victim].KillAsync();
                await schedulers[victim].DisposeAsync();
                schedulers[victim] = Start();
            }

            await killed.CancelAsync();
            await writing;
            await Eventually.IsTrueAsync(
                async () => await database.ScalarAsync<bool>("select not exists (select from entries where xid >= (select xid from rollup_watermark))"), Patience, Stop);
        }
        finally
        {
            foreach (var scheduler in schedulers)
                await scheduler.DisposeAsync();
        }

        Assert.Equal(0, await database.ScalarAsync<long>(LedgerSql.Differences));
        Assert.True((await new Auditor(database.Source).AuditAsync(10, Stop)).IsClean);
        var day = await new SpendReader(database.Source).ReadAsync(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Stop);
        Assert.Equal(
            await database.ScalarAsync<long>("select sum(amount_nano_usd)::bigint from entries where posted_at >= date_trunc('day', now(), 'UTC')"),
            day.Spend.Sum(row => row.NanoUsd));
        // Both of them did the work, and nobody's rows are left behind.
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from qrtz_locks"));
    }

    [Fact]
    public async Task When_TheNightlyReportIsDue_Should_WriteTheDayBefore_OnceForAllSchedulers()
    {
        await using var one = Start("--nightly", "0/2 * * * * ?");
        await using var other = Start("--nightly", "0/2 * * * * ?");
        await Task.WhenAll(one.Ready, other.Ready).WaitAsync(Patience, Stop);
        var yesterday = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);

        await Eventually.IsTrueAsync(() => Task.FromResult(_reports.GetFiles("spend-*.md").Length > 0), Patience, Stop);

        var page = Assert.Single(_reports.GetFiles("spend-*.md"));
        Assert.Equal($"spend-{yesterday:yyyy-MM-dd}.md", page.Name);
        Assert.Contains("## Audit", await File.ReadAllTextAsync(page.FullName, Stop), StringComparison.Ordinal);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from qrtz_triggers where trigger_name in ('roll-up', 'nightly-report')"));
    }

    private WorkerProcess Start(params string[] more) => WorkerProcess.Start(
        ["--rollup-seconds", "1", "--check-in-seconds", "1", "--reports", _reports.FullName, .. more],
        new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres },
        log: line => TestContext.Current.TestOutputHelper?.WriteLine(line),
        role: "scheduler");

    private async Task WriteUntilAsync(int writer, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var posted = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-(i % 30));
            await _rows.ChargedAsync(1_000 + i, posted, new Spent { Project = $"p{writer}", Model = i % 2 == 0 ? "weak" : "strong" });
            await Task.Delay(20, Stop);
        }
    }

    private Task<long> RolledUpAsync() => database.ScalarAsync<long>("select coalesce(sum(entries), 0)::bigint from rollup_hours");
}
