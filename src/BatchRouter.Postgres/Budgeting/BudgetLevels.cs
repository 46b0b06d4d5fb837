using BatchRouter.Budgeting;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>Reads how full budgets are.</summary>
public sealed class BudgetLevels(NpgsqlDataSource postgres) : IBudgetLevels
{
    private const string Sql = """
        select b.scope, coalesce(a.posted_nano_usd, 0) + coalesce(a.held_nano_usd, 0),
            coalesce(a.limit_nano_usd, b.limit_nano_usd) - case when coalesce(a.soft, b.soft) then b.reserve_nano_usd else 0 end
        from budgets b left join lateral (
            select * from accounts a where a.budget_id = b.budget_id and a.window_start <= $1 and (a.window_end is null or a.window_end > $1)
            order by a.window_start desc limit 1) a on true
        where b.active
        """;

    public async Task<IReadOnlyList<BudgetLevel>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var levels = new List<BudgetLevel>();
        while (await reader.ReadAsync(stop))
            levels.Add(BudgetLevel.Of(BudgetScope.Parse(reader.GetString(0)), reader.GetInt64(1), reader.GetInt64(2)));
        return levels;
    }
}
