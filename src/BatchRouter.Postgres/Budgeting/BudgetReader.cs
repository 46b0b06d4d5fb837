using BatchRouter.Budgeting;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>Reads all active budgets with their version.</summary>
internal static class BudgetReader
{
    private const string Sql = """
        select v.version, exists (select 1 from accounts), b.budget_id, b.scope, b.window_kind::text, b.time_zone, b.limit_nano_usd,
            b.at_limit::text, b.soft, b.reserve_nano_usd
        from budget_version v left join budgets b on b.active
        order by b.budget_id
        """;

    public static async Task<Books> ReadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var (version, hasAccounts, budgets) = (0L, false, new List<Budget>());
        while (await reader.ReadAsync(stop))
        {
            (version, hasAccounts) = (reader.GetInt64(0), reader.GetBoolean(1));
            if (!reader.IsDBNull(2))
                budgets.Add(BudgetRow.Read(reader, 2));
        }

        return new Books(new BudgetBook(version, budgets), hasAccounts || budgets.Count > 0);
    }
}
