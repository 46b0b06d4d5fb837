using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Rollups;
using Dapper;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

public sealed class RollupTests(MigratedDatabase<RollupTests> database) : IClassFixture<MigratedDatabase<RollupTests>>
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private readonly LedgerRows _rows = new(database.Source);
    private readonly RollupWriter _rollups = new(database.Source);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_NewEntries_AreAddedToTheirHourAndDay_ByKind()
    {
        var job = await _rows.JobAsync("kinds", "summarize");
        Spent Attempt(int number, string state) => new() { Job = job, Project = "kinds", Number = number, State = state, Model = "weak", Lane = "batch" };
        await _rows.EntryAsync(await _rows.AttemptAsync(Attempt(1, "replied")), 100, Noon.AddMinutes(59));
        var assumed = await _rows.AttemptAsync(Attempt(2, "assumed"));
        await _rows.EntryAsync(assumed, 40, Noon.AddMinutes(60), "assumed");
        await _rows.EntryAsync(assumed, -15, Noon.AddMinutes(61), "correction", 1);

        Assert.Equal(3, await RollUpAsync());

        const string columns = "model, lane, amount_nano_usd as amount, assumed_nano_usd as assumed, corrections_nano_usd as corrections, entries, attempts";
        Assert.Equal(
            [new Line("summarize", "weak", "batch", 100, 0, 0, 1, 1), new Line("summarize", "weak", "batch", 25, 40, -15, 2, 1)],
            await RowsAsync($"select task, {columns} from rollup_hours where project = 'kinds' order by hour"));
        Assert.Equal([new Line("summarize", "weak", "batch", 125, 40, -15, 3, 2)], await RowsAsync($"select task, {columns} from rollup_days where project = 'kinds'"));
        Assert.Equal(Noon.AddHours(1), await database.ScalarAsync<DateTime>("select max(hour) from rollup_hours where project = 'kinds'"));
    }

    [Fact]
    public async Task Run_NothingNew_WritesNothing()
    {
        await _rows.ChargedAsync(7);
        await RollUpAsync();
        var before = await database.ScalarAsync<string>("select xmin::text || ' ' || ctid::text from rollup_watermark");

        Assert.Equal(0, await _rollups.RunAsync(Stop));

        Assert.Equal(before, await database.ScalarAsync<string>("select xmin::text || ' ' || ctid::text from rollup_watermark"));
        await AssertEqualLedgerAsync();
    }

    // The trap of every watermark by id or by time: what commits late has an older id and an older time than what was counted.
    [Fact]
    public async Task When_ATransactionStaysOpenAcrossRuns_Should_CountItOnceItIsThere_AndOnlyOnce()
    {
        await RollUpAsync();
        var attempt = await _rows.AttemptAsync(new Spent { State = "replied", Project = "late" });
        await using var late = await database.Source.OpenConnectionAsync(Stop);
        await using var open = await late.BeginTransactionAsync(Stop);
        // Its id is given out now; its entry lies in an hour that is rolled up long since.
        await late.ExecuteScalarAsync("select pg_current_xact_id()::text", transaction: open);
        await _rows.ChargedAsync(11, Noon, new Spent { Project = "late" });

        // Younger than the open transaction: it waits as well, and the report shows it all the same.
        Assert.Equal(0, await _rollups.RunAsync(Stop));
        Assert.Equal(11, await ReportedAsync("late"));

        await late.ExecuteAsync(
            "insert into entries (attempt_id, kind, amount_nano_usd, posted_at) values (@attempt, 'charge', 5, @posted)",
            new { attempt, posted = Noon.AddHours(-3) }, open);
        Assert.Equal(0, await _rollups.RunAsync(Stop));
        Assert.Equal(11, await ReportedAsync("late"));
        await open.CommitAsync(Stop);

        Assert.Equal(16, await ReportedAsync("late"));
        Assert.Equal(2, await RollUpAsync());
        Assert.Equal(0, await _rollups.RunAsync(Stop));
        Assert.Equal(16, await ReportedAsync("late"));
        Assert.Equal(16, await database.ScalarAsync<long>("select sum(amount_nano_usd)::bigint from rollup_days where project = 'late'"));
        await AssertEqualLedgerAsync();
    }

    [Fact]
    public async Task When_ManyRunWhileEntriesAreWritten_Should_CountEachEntryOnce_AndReportTheLedgerAtAnyMoment()
    {
        using var written = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var runners = Enumerable.Range(0, 4).Select(_ => RunUntilAsync(written.Token)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; i < 40; i++)
                await _rows.ChargedAsync(1_000 + i, Noon.AddHours((writer * 7) + (i % 5)), new Spent { Project = $"busy{writer}" });
        }));
        await written.CancelAsync();
        await Task.WhenAll(runners);

        await RollUpAsync();
        await AssertEqualLedgerAsync();
        Assert.Equal(160, await database.ScalarAsync<long>("select sum(entries)::bigint from rollup_hours where project like 'busy%'"));
    }

    [Fact]
    public async Task Run_OnAServerYoungerThanTheLedger_IsRefused()
    {
        var before = await database.ScalarAsync<string>("select xid::text from rollup_watermark");
        await database.ExecuteAsync("update rollup_watermark set xid = (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000)::text::xid8");
        await Assert.ThrowsAsync<InvalidDataException>(() => _rollups.RunAsync(Stop));
        await Assert.ThrowsAsync<InvalidDataException>(() => new SpendReader(database.Source).ReadAsync(new DateOnly(2026, 11, 20), Stop));
        await database.ExecuteAsync("update rollup_watermark set xid = @before::xid8", new { before });
    }

    // One snapshot holds the report and the ledger against each other, while runs move money from one side to the other.
    private async Task RunUntilAsync(CancellationToken written)
    {
        var reader = new SpendReader(database.Source);
        while (!written.IsCancellationRequested)
        {
            await _rollups.RunAsync(Stop);
            var before = await LedgerAsync("busy0");
            var reported = (await reader.ReadAsync(new DateOnly(2026, 11, 20), Stop)).Spend.Where(row => row.Project == "busy0").Sum(row => row.NanoUsd);
            Assert.InRange(reported, before, await LedgerAsync("busy0"));
        }
    }

    // Other tests' transactions on this server hold the watermark back, too.
    private async Task<long> RollUpAsync()
    {
        var added = 0L;
        await Eventually.IsTrueAsync(
            async () =>
            {
                added += await _rollups.RunAsync(Stop);
                return await database.ScalarAsync<bool>("select not exists (select from entries where xid >= (select xid from rollup_watermark))");
            },
            TimeSpan.FromSeconds(30), Stop);
        return added;
    }

    private Task<long> LedgerAsync(string project) => database.ScalarAsync<long>(
        "select coalesce(sum(amount_nano_usd), 0)::bigint from entries join attempts using (attempt_id) where project = @project", new { project });

    private async Task<long> ReportedAsync(string project) =>
        (await new SpendReader(database.Source).ReadAsync(DateOnly.FromDateTime(Noon), Stop)).Spend.Where(row => row.Project == project).Sum(row => row.NanoUsd);

    private async Task AssertEqualLedgerAsync() => Assert.Equal(0, await database.ScalarAsync<long>(LedgerSql.Differences));

    private async Task<List<Line>> RowsAsync(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Stop);
        return (await connection.QueryAsync<Line>(sql)).ToList();
    }

    private sealed record Line(string Task, string Model, string Lane, long Amount, long Assumed, long Corrections, long Entries, long Attempts);
}
