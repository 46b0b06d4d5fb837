using BatchRouter.Budgeting;
using BatchRouter.Postgres.Connecting;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>Sets, removes and lists budgets while work runs. A change holds for every hold that is made after its commit.</summary>
public sealed class BudgetStore(NpgsqlDataSource postgres)
{
    private const string Command = "command";
    private const string Configuration = "configuration";

    // What was set by command stands above the configuration. A change raises the version, by which writers notice; the limit is
    // written to the windows that are open, too.
    private const string SetSql = """
        with written as (
            insert into budgets as b (scope, window_kind, time_zone, limit_nano_usd, at_limit, soft, reserve_nano_usd, set_by)
            values (@scope, @window::budget_window, @zone, @limit, @atLimit::budget_policy, @soft, @reserve, @setBy)
            on conflict (scope, window_kind) do update set time_zone = excluded.time_zone, limit_nano_usd = excluded.limit_nano_usd,
                at_limit = excluded.at_limit, soft = excluded.soft, reserve_nano_usd = excluded.reserve_nano_usd, active = true,
                set_by = excluded.set_by, set_at = now()
            where (excluded.set_by = 'command' or b.set_by = 'configuration')
                and (b.time_zone, b.limit_nano_usd, b.at_limit, b.soft, b.reserve_nano_usd, b.active, b.set_by)
                    is distinct from (excluded.time_zone, excluded.limit_nano_usd, excluded.at_limit, excluded.soft, excluded.reserve_nano_usd, true, excluded.set_by)
            returning budget_id, limit_nano_usd, soft),
        limited as (
            update accounts a set limit_nano_usd = w.limit_nano_usd, soft = w.soft
            from written w where a.budget_id = w.budget_id and (a.window_end is null or a.window_end > @now))
        update budget_version set version = version + 1 where exists (select 1 from written)
        """;

    private const string RemoveSql = """
        with removed as (
            update budgets set active = false, set_by = @setBy, set_at = now()
            where active and scope = @scope and window_kind = @window::budget_window returning budget_id)
        update budget_version set version = version + 1 where exists (select 1 from removed)
        """;

    private const string ForgetSql = """
        with removed as (
            update budgets set active = false, set_at = now()
            where active and set_by = 'configuration' and (scope, window_kind::text) not in (select * from unnest(@scopes, @windows))
            returning budget_id)
        update budget_version set version = version + 1 where exists (select 1 from removed)
        """;

    private const string ListSql = """
        select b.scope, b.window_kind::text as window, b.time_zone, b.limit_nano_usd, b.at_limit::text, b.soft, b.reserve_nano_usd, b.set_by,
            a.window_start, a.window_end, coalesce(a.posted_nano_usd, 0) as posted_nano_usd, coalesce(a.held_nano_usd, 0) as held_nano_usd,
            coalesce(a.peak_nano_usd, 0) as peak_nano_usd, coalesce(a.limit_nano_usd, b.limit_nano_usd) as window_limit_nano_usd,
            (select count(*) from jobs j where j.held_budget = b.budget_id and j.state = 'held') as waiting
        from budgets b left join lateral (
            select * from accounts a where a.budget_id = b.budget_id and (@windows > 1 or (a.window_start <= @now and (a.window_end is null or a.window_end > @now)))
            order by a.window_start desc limit @windows) a on true
        where b.active and (@scope::text is null or b.scope = @scope)
        order by b.scope, b.window_kind, a.window_start desc
        """;

    /// <summary>Sets a budget of a scope and window by command, in force at once.</summary>
    public async Task SetAsync(Budget budget, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await SetAsync(connection, budget, Command, now, stop);
    }

    /// <summary>Brings the configuration's table in: those set by command stand above it, and its own that it names no more are removed.</summary>
    public async Task ApplyAsync(IReadOnlyList<Budget> budgets, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        foreach (var budget in budgets)
            await SetAsync(connection, budget, Configuration, now, stop);
        await connection.ExecuteAsync(new CommandDefinition(
            ForgetSql,
            new
            {
                scopes = budgets.Select(budget => budget.Scope.ToString()).ToArray(),
                windows = budgets.Select(budget => SqlNames.Of(budget.Window)).ToArray(),
            },
            cancellationToken: stop));
    }

    /// <summary>True, there was one. Its accounts are kept, and those who waited for it are woken.</summary>
    public async Task<bool> RemoveAsync(BudgetScope scope, BudgetWindow window, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteAsync(new CommandDefinition(
            RemoveSql, new { scope = scope.ToString(), window = SqlNames.Of(window), setBy = Command }, cancellationToken: stop)) > 0;
    }

    /// <param name="scope">Only this one; null, all.</param>
    /// <param name="windows">1, the window of now; more, so many of the latest, each a row.</param>
    /// <param name="now">By which windows are open.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<IReadOnlyList<BudgetState>> ListAsync(BudgetScope? scope, int windows, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<BudgetState>(new CommandDefinition(
            ListSql, new { scope = scope?.ToString(), windows, now = now.UtcDateTime }, cancellationToken: stop))).AsList();
    }

    private static Task<int> SetAsync(NpgsqlConnection connection, Budget budget, string setBy, DateTimeOffset now, CancellationToken stop) =>
        connection.ExecuteAsync(new CommandDefinition(
            SetSql,
            new
            {
                scope = budget.Scope.ToString(),
                window = SqlNames.Of(budget.Window),
                zone = budget.Zone.Id,
                limit = budget.LimitNanoUsd,
                atLimit = SqlNames.Of(budget.AtLimit),
                soft = budget.IsSoft,
                reserve = budget.ReserveNanoUsd,
                setBy,
                now = now.UtcDateTime,
            },
            cancellationToken: stop));
}
