using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Rollups;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>Each kind of difference is made by hand, found, named, and taken back.</summary>
public sealed class AuditTests(MigratedDatabase<AuditTests> database) : IClassFixture<MigratedDatabase<AuditTests>>
{
    private readonly LedgerRows _rows = new(database.Source);
    private readonly Auditor _auditor = new(database.Source);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Audit_OfEveryLawfulState_IsClean()
    {
        var hard = await _rows.AccountAsync("project:lawful", posted: 340, held: 9_000 + 7_000);
        var soft = await _rows.AccountAsync("team:lawful", posted: 200, held: 100);
        Spent In(string state, long[]? accounts = null, long[]? soft = null) =>
            new() { State = state, Accounts = accounts ?? [hard], SoftAccounts = soft ?? [] };
        await _rows.AttemptAsync(In("started", soft: [soft]) with { SoftHold = 100 });
        await _rows.AttemptAsync(In("unknown") with { Hold = 7_000 });
        await _rows.AttemptAsync(In("failed"));
        await _rows.EntryAsync(await _rows.AttemptAsync(In("replied", soft: [soft])), 200);
        await _rows.EntryAsync(await _rows.AttemptAsync(In("replied")), 0);
        var assumed = await _rows.AttemptAsync(In("assumed"));
        await _rows.EntryAsync(assumed, 150, kind: "assumed");
        await _rows.EntryAsync(assumed, -10, kind: "correction", number: 1);
        await new RollupWriter(database.Source).RunAsync(Stop);

        Assert.True((await _auditor.AuditAsync(10, Stop)).IsClean);
    }

    [Fact]
    public async Task Audit_AnEntryAlteredByHand_ExitsWith1_AndNamesTheRow()
    {
        var attempt = await _rows.ChargedAsync(1_500);
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });
        var clean = await cli.RunAsync(["audit", "--json"], Stop);
        Assert.True(clean.Code == ExitCodes.Done, clean.Stdout + clean.Stderr);
        Assert.True(clean.Json.GetProperty("clean").GetBoolean());

        await _rows.TamperAsync("update entries set amount_nano_usd = 1499 where attempt_id = @attempt", new { attempt });
        var json = await cli.RunAsync(["audit", "--json"], Stop);
        var words = await cli.RunAsync(["audit"], Stop);
        // As it was, so that the other tests find it clean: written again, it carries the transaction's own id.
        await _rows.TamperAsync("update entries set amount_nano_usd = 1500, xid = pg_current_xact_id() where attempt_id = @attempt", new { attempt });

        Assert.Equal((ExitCodes.FoundWrong, ExitCodes.FoundWrong), (json.Code, words.Code));
        var check = json.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("count").GetInt64() > 0);
        Assert.Equal("entries_as_written", check.GetProperty("name").GetString());
        Assert.Equal($"attempt {attempt} charge 0", check.GetProperty("differences")[0].GetProperty("row_name").GetString());
        Assert.Equal(1_499, check.GetProperty("differences")[0].GetProperty("found").GetInt64());
        Assert.Contains($"attempt {attempt} charge 0", words.Stdout, StringComparison.Ordinal);
        Assert.Contains("NOT CLEAN: 1 differences", words.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posted_nano_usd", "account_posted", "posted", 50, 51)]
    [InlineData("held_nano_usd", "account_held", "held", 900, 901)]
    public async Task Audit_AnAccountThatIsNotTheSumOfItsRows_IsNamedWithScopeWindowAndNumbers(string column, string check, string what, long right, long wrong)
    {
        var account = await _rows.AccountAsync($"project:{column}", posted: 50, held: 900);
        await _rows.ChargedAsync(50, spent: new Spent { Accounts = [account] });
        await _rows.AttemptAsync(new Spent { Accounts = [account], Hold = 900 });
        await _rows.TamperAsync($"update accounts set {column} = {column} + 1 where account_id = @account", new { account });

        var found = await FoundAsync(check);
        await _rows.TamperAsync($"update accounts set {column} = {column} - 1 where account_id = @account", new { account });

        Assert.StartsWith($"account {account} (project:{column}, day from ", found.RowName, StringComparison.Ordinal);
        Assert.Equal((what, right, wrong), (found.What, found.Expected, found.Found));
        Assert.True((await _auditor.AuditAsync(10, Stop)).IsClean);
    }

    [Theory]
    [InlineData("started", "charge")]
    [InlineData("unknown", "correction")]
    [InlineData("unknown", "assumed")]
    [InlineData("failed", "charge")]
    [InlineData("assumed", "charge")]
    [InlineData("replied", "assumed")]
    [InlineData("replied", null)]
    [InlineData("assumed", null)]
    public async Task Audit_AnAttemptWithoutExactlyOneMoneyState_IsNamed(string state, string? kind)
    {
        var attempt = await _rows.AttemptAsync(new Spent { State = state });
        if (kind is not null)
            await _rows.EntryAsync(attempt, 5, kind: kind, number: kind == "correction" ? 1 : 0);

        var found = await FoundAsync("attempt_money");
        if (kind is not null)
            await _rows.TamperAsync("delete from entries where attempt_id = @attempt", new { attempt });
        await _rows.TamperAsync("delete from attempts where attempt_id = @attempt", new { attempt });

        Assert.Equal($"attempt {attempt}", found.RowName);
        Assert.StartsWith($"{state} with ", found.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("insert into entries (attempt_id, kind, amount_nano_usd) values (@id, 'charge', 3)", "delete from entries where attempt_id = @id", "entry of attempt {0} charge 0")]
    [InlineData("update entries set source_attempt = @id where attempt_id = @attempt", "update entries set source_attempt = null, xid = pg_current_xact_id() where attempt_id = @attempt", "entry of attempt {1}")]
    [InlineData("update attempts set job_id = @id where attempt_id = @attempt", "update attempts set job_id = @job where attempt_id = @attempt", "attempt {1}")]
    [InlineData("insert into outputs (attempt_id, text) values (@id, '\"x\"')", "delete from outputs where attempt_id = @id", "output of attempt {0}")]
    [InlineData("insert into decisions (project, job_id, step, decided) values ('p', @id, 1, '{}')", "delete from decisions where job_id = @id", "decision 1 of job p {0}")]
    [InlineData("insert into requests (project, job_id, body) values ('p', @id, '{}')", "delete from requests where job_id = @id", "request of job p {0}")]
    [InlineData("update jobs set answer_attempt = @id where job_id = @job", "update jobs set answer_attempt = null where job_id = @job", "job p {2}")]
    public async Task Audit_ARowWhoseParentIsMissing_IsNamed(string harm, string remedy, string name)
    {
        var job = await _rows.JobAsync();
        var attempt = await _rows.ChargedAsync(3, spent: new Spent { Job = job });
        var id = Guid.NewGuid();
        await _rows.TamperAsync(harm, new { id, attempt, job });

        var found = await FoundAsync("orphans");
        await _rows.TamperAsync(remedy, new { id, attempt, job });

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, id, attempt, job), found.RowName);
        Assert.True((await _auditor.AuditAsync(10, Stop)).IsClean);
    }

    [Theory]
    [InlineData("rollup_hours", "2026-11-20 12:00 rolled t m sync")]
    [InlineData("rollup_days", "2026-11-20 rolled t m sync")]
    public async Task Audit_ARollupThatIsNotTheSumOfItsEntries_IsNamedByPeriod(string table, string row)
    {
        await _rows.ChargedAsync(70, new DateTime(2026, 11, 20, 12, 30, 0, DateTimeKind.Utc), new Spent { Project = "rolled" });
        await Servers.Eventually.IsTrueAsync(
            async () =>
            {
                await new RollupWriter(database.Source).RunAsync(Stop);
                return await database.ScalarAsync<bool>("select not exists (select from entries where xid >= (select xid from rollup_watermark))");
            },
            TimeSpan.FromSeconds(30), Stop);
        await _rows.ExecuteAsync($"update {table} set amount_nano_usd = amount_nano_usd + 1 where project = 'rolled'");

        var found = await FoundAsync(table);
        await _rows.ExecuteAsync($"update {table} set amount_nano_usd = amount_nano_usd - 1 where project = 'rolled'");

        Assert.Equal(row, found.RowName);
        Assert.Equal(1, found.Found - found.Expected);
        Assert.True((await _auditor.AuditAsync(10, Stop)).IsClean);
    }

    [Fact]
    public async Task Audit_ManyDifferences_AreListedToTheLimit_AndAllCounted()
    {
        var attempts = new List<Guid>();
        for (var i = 0; i < 7; i++)
            attempts.Add(await _rows.AttemptAsync(new Spent { State = "replied" }));

        var check = (await _auditor.AuditAsync(3, Stop)).Checks.Single(check => check.Name == "attempt_money");
        await _rows.TamperAsync("delete from attempts where attempt_id = any(@attempts)", new { attempts });

        Assert.Equal((7, 3), (check.Count, check.Differences.Count));
    }

    [Fact]
    public async Task Audit_AfterAFullVacuum_AndATableWrittenAnewByAMigration_IsClean()
    {
        await _rows.ChargedAsync(5);
        await _rows.ExecuteAsync("vacuum (full, freeze) entries");
        Assert.True((await _auditor.AuditAsync(3, Stop)).IsClean);

        await _rows.ExecuteAsync("alter table entries add column again integer default (random() * 5)::integer");
        Assert.False((await _auditor.AuditAsync(3, Stop)).IsClean);
        await _rows.ExecuteAsync(
            "alter table entries drop column again, add column once_more integer default (random() * 5)::integer; insert into ledger_rewrites values (pg_current_xact_id(), 'test')");
        Assert.True((await _auditor.AuditAsync(3, Stop)).IsClean);
        await _rows.ExecuteAsync("alter table entries drop column once_more");
    }

    [Fact]
    public async Task Audit_OnAServerThatDidNotWriteTheLedger_SaysWhatItCannotCheck()
    {
        await _rows.ExecuteAsync("update ledger_origin set system_identifier = system_identifier + 1");
        var report = await _auditor.AuditAsync(3, Stop);
        await _rows.ExecuteAsync("update ledger_origin set system_identifier = system_identifier - 1");

        Assert.True(report.IsClean);
        Assert.NotNull(Assert.Single(report.Checks, check => check.Skipped is not null).Skipped);
    }

    // The one difference there is.
    private async Task<AuditDifference> FoundAsync(string name)
    {
        var report = await _auditor.AuditAsync(10, Stop);
        Assert.False(report.IsClean);
        return Assert.Single(report.Checks.Single(check => check.Name == name).Differences);
    }
}
