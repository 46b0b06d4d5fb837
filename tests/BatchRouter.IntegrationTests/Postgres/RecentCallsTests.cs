using BatchRouter.Budgeting;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

public sealed class RecentCallsTests(MigratedDatabase<RecentCallsTests> database) : IClassFixture<MigratedDatabase<RecentCallsTests>>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_Attempts_GivesRepliedOnesOfSevenDaysByModelAndTime()
    {
        await AddAsync("weak", Now - TimeSpan.FromHours(30), 1_500);
        await AddAsync("strong", Now - TimeSpan.FromMinutes(5), 20_000);
        await AddAsync("weak", Now - TimeSpan.FromDays(8), 9);
        await AddAsync("weak", Now - TimeSpan.FromHours(1), 9, state: "failed");
        await AddAsync("weak", Now - TimeSpan.FromHours(1), 0, purpose: "cache");
        var calls = await new RecentCalls(database.Source).ReadAsync(Now, Stop);
        Assert.Equal(
            [("weak", Now - TimeSpan.FromHours(30), 1_500d), ("strong", Now - TimeSpan.FromMinutes(5), 20_000)],
            calls.OrderBy(call => call.At).Select(call => (call.Model, call.At, call.Elapsed.TotalMilliseconds)));
        await database.ExecuteAsync("truncate attempts");
    }

    [Fact]
    public async Task Read_ManyAttempts_TakesAFewOfEachQuarter()
    {
        for (var i = 0; i < 70; i++)
            await AddAsync("weak", Now - TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(i), 10);
        Assert.Equal(50, (await new RecentCalls(database.Source).ReadAsync(Now, Stop)).Count);
        await database.ExecuteAsync("truncate attempts");
    }

    [Fact]
    public async Task Levels_AreOfTheWindowOfNow()
    {
        await database.ExecuteAsync("""
            insert into budgets (scope, window_kind, limit_nano_usd, set_by, soft, reserve_nano_usd, active) values
                ('all', 'day', 1000, 'command', false, 0, true), ('project:a', 'total', 1000, 'command', true, 200, true),
                ('team:b', 'hour', 0, 'command', false, 0, true), ('team:gone', 'hour', 10, 'command', false, 0, false)
            """);
        await database.ExecuteAsync("""
            insert into accounts (budget_id, window_start, window_end, limit_nano_usd, soft, posted_nano_usd, held_nano_usd)
            select budget_id, timestamptz '2026-11-22T00:00Z', timestamptz '2026-11-23T00:00Z', 1000, false, 1000, 0 from budgets where scope = 'all' union all
            select budget_id, timestamptz '2026-11-23T00:00Z', timestamptz '2026-11-24T00:00Z', 1000, false, 300, 100 from budgets where scope = 'all' union all
            select budget_id, timestamptz 'epoch', null, 1000, true, 400, 0 from budgets where scope = 'project:a'
            """);
        var levels = await new BudgetLevels(database.Source).ReadAsync(Now, Stop);
        Assert.Equal(
            [(BudgetScope.Parse("all"), 0.4), (BudgetScope.Parse("project:a"), 0.5), (BudgetScope.Parse("team:b"), 1)],
            levels.OrderBy(level => level.Used == 1).ThenBy(level => level.Used).Select(level => (level.Scope, level.Used)));
    }

    // As they end up, without their story: the guards would ask for it.
    private Task<int> AddAsync(string model, DateTimeOffset at, int elapsedMs, string state = "replied", string purpose = "first") => database.ExecuteAsync($"""
        set local session_replication_role = replica;
        insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality, hold_nano_usd,
            max_output_tokens, started_at, ended_at, elapsed_ms)
        values ('{new AttemptIds().Next(at)}', 'p', '{Guid.NewGuid()}', 1, '{purpose}', '{state}', '{model}', 'sync', 'v1', 0.5, 0, 100,
            '{at:O}', '{at:O}', {elapsedMs})
        """);
}
