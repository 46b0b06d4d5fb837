using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Budgeting;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Finds who may be woken among those that wait for money. An estimate, taken without locks: admission is the judge.</summary>
internal static class FundedLine
{
    // The budgets that somebody waits for, by leaps through the index; and the head of each line.
    private const string LinesSql = $"""
        with recursive waiting as (
            (select held_budget from jobs where state = 'held' and held_budget is not null order by held_budget limit 1)
            union all
            select (select j.held_budget from jobs j where j.state = 'held' and j.held_budget > w.held_budget order by j.held_budget limit 1)
            from waiting w where w.held_budget is not null)
        select b.budget_id, b.scope, b.window_kind::text, b.time_zone, b.limit_nano_usd, b.at_limit::text, b.soft, b.reserve_nano_usd, b.active,
            line.project, line.job_id, line.held_asked_nano_usd, line.is_taken
        from waiting w join budgets b on b.budget_id = w.held_budget
        cross join lateral (
            select o.project, o.job_id, o.held_asked_nano_usd, o.wake_at,
                {Liveness.Sql} as is_taken
            from jobs o where o.state = 'held' and o.held_budget = b.budget_id order by o.wake_at limit $1) line
        order by b.budget_id, line.wake_at
        """;

    private const string SumsSql = "select posted_nano_usd, held_nano_usd from accounts where budget_id = $1 and window_start = $2";

    public static async Task<IReadOnlyList<JobKey>> FindAsync(
        NpgsqlConnection connection, TimeSpan lease, DateTimeOffset now, int limit, CancellationToken stop)
    {
        var found = new List<JobKey>();
        foreach (var (budget, isActive, line) in await LinesAsync(connection, lease, limit, stop))
        {
            var wakeable = isActive ? await WakeableAsync(connection, budget, line, now, stop) : line;
            found.AddRange(wakeable.Where(waiter => !waiter.IsTaken).Select(waiter => waiter.Key));
        }

        return found.Take(limit).ToList();
    }

    private static async Task<List<(Budget Budget, bool IsActive, List<Waiter> Line)>> LinesAsync(
        NpgsqlConnection connection, TimeSpan lease, int limit, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(LinesSql, connection);
        // Those woken before, here or elsewhere, stand in the line too.
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Max(500, 2 * limit) });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var lines = new List<(Budget Budget, bool IsActive, List<Waiter> Line)>();
        while (await reader.ReadAsync(stop))
        {
            if (lines.Count == 0 || lines[^1].Budget.Id != reader.GetInt32(0))
                lines.Add((BudgetRow.Read(reader, 0), reader.GetBoolean(8), []));
            lines[^1].Line.Add(new Waiter(new JobKey(reader.GetString(9), reader.GetGuid(10)), reader.GetInt64(11), reader.GetBoolean(12)));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Waiter>> WakeableAsync(
        NpgsqlConnection connection, Budget budget, List<Waiter> line, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(SumsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = budget.Id });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = budget.WindowAt(now).Start.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var (posted, held) = await reader.ReadAsync(stop) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
        return Waiting.Wakeable(line, budget.UsableNanoUsd, posted, held, budget.AtLimit == AtLimit.Wait);
    }
}
