using System.Text;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Takes over jobs: those whose worker is dead, and those whose wake time came. Row locks keep workers apart.</summary>
public sealed class JobClaims(NpgsqlDataSource postgres, Guid workerId, LeaseOptions options) : IJobClaims
{
    internal const string ClaimedRows = """
        returning j.project, j.job_id, j.state, j.fence, j.rescues, j.waits, j.decisions, j.side, j.group_id
        """;

    internal const string RowsSql = """
        select c.project, c.job_id, c.state::text, c.fence, c.rescues, c.waits, c.decisions, r.body::text, c.side,
            c.group_id is not null and exists (select 1 from cancelled_groups g where g.group_id = c.group_id)
        from claimed c join requests r using (project, job_id)
        """;

    // A started attempt of a dead worker may have been charged: its hold stays, as unknown. Being released by a drain is no rescue.
    // A worker never takes its own silence for death: its runs go on.
    private const string ExpiredSql = $"""
        with claimed as (
            update jobs j set worker_id = $1, fence = j.fence + 1, rescues = j.rescues + d.crashed
            from (select o.project, o.job_id,
                    case when exists (select 1 from workers w where w.worker_id = o.worker_id and w.ended_at is not null) then 0 else 1 end as crashed
                from jobs o where o.state in ('received', 'running') and o.worker_id is distinct from $1 and not {Liveness.Sql}
                order by o.deadline limit $3 for update skip locked) d
            where j.project = d.project and j.job_id = d.job_id
            {ClaimedRows}),
        lost as (
            update attempts a set state = 'unknown', ended_at = $4, failure = 'lease_lost'
            from claimed c where a.project = c.project and a.job_id = c.job_id and a.state = 'started')
        {RowsSql}
        """;

    private const string DueSql = $"""
        {DueOf} and o.side is null {AsDue}
        """;

    private const string SidesSql = $"""
        {DueOf} and o.side is not null {AsDue}
        """;

    private const string DueOf = $"""
        with claimed as (
            update jobs j set worker_id = $1, fence = j.fence + 1
            from (select o.project, o.job_id from jobs o
                where o.state = 'held' and o.wake_at <= $4 and (o.worker_id is null or not {Liveness.Sql})
        """;

    private const string AsDue = $"""
                order by o.deadline limit $3 for update skip locked) d
            where j.project = d.project and j.job_id = d.job_id
            {ClaimedRows})
        {RowsSql}
        """;

    private const string FundedSql = $"""
        with claimed as (
            update jobs j set worker_id = $1, fence = j.fence + 1
            from (select o.project, o.job_id from jobs o join unnest($3::text[], $4::uuid[]) as u(project, job_id) using (project, job_id)
                where o.state = 'held' and o.held_budget is not null and (o.worker_id is null or not {Liveness.Sql})
                order by o.wake_at for update of o skip locked) d
            where j.project = d.project and j.job_id = d.job_id
            {ClaimedRows})
        {RowsSql}
        """;

    private const string AttemptsSql = """
        select a.project, a.job_id, a.attempt_id, a.model, a.lane::text, a.state::text, a.hold_nano_usd,
            coalesce((select sum(e.amount_nano_usd) from entries e where e.attempt_id = a.attempt_id), 0)::bigint,
            case when o.attempt_id is null then null else a.confidence end, a.failure, o.text::text, o.tool_calls::text,
            a.predicted_quality, a.max_output_tokens, coalesce(a.finish = 'length', false), a.purpose::text
        from unnest($1::text[], $2::uuid[]) as u(project, job_id)
        join attempts a on a.project = u.project and a.job_id = u.job_id
        left join outputs o on o.attempt_id = a.attempt_id
        order by a.number
        """;

    private readonly LeasesInDoubt _inDoubt = new(postgres, workerId);

    /// <summary>Jobs whose worker gave no heartbeat for a lease; their started attempts become unknown, by the worker's clock now.</summary>
    public Task<IReadOnlyList<ClaimedRow>> ClaimExpiredAsync(DateTimeOffset now, int limit, CancellationToken stop) => ClaimAsync(ExpiredSql, Due(now, limit), stop);

    /// <summary>Held jobs whose wake time came by the worker's clock, side jobs apart.</summary>
    public Task<IReadOnlyList<ClaimedRow>> ClaimDueAsync(DateTimeOffset now, int limit, CancellationToken stop) => ClaimAsync(DueSql, Due(now, limit), stop);

    /// <summary>Side jobs whose wake time came by the worker's clock.</summary>
    public Task<IReadOnlyList<ClaimedRow>> ClaimSidesAsync(DateTimeOffset now, int limit, CancellationToken stop) => ClaimAsync(SidesSql, Due(now, limit), stop);

    /// <summary>Jobs held for money that could fit into their budget's window of now, in the order of their latest safe start.</summary>
    public async Task<IReadOnlyList<ClaimedRow>> ClaimFundedAsync(DateTimeOffset now, int limit, CancellationToken stop)
    {
        // Before the look: what is in doubt is not found as long as it seems to be ours.
        await _inDoubt.ResolveAsync(stop);
        IReadOnlyList<JobKey> funded;
        await using (var connection = await postgres.OpenConnectionAsync(stop))
            funded = await FundedLine.FindAsync(connection, options.Duration, now, limit, stop);
        if (funded.Count == 0)
            return [];
        return await ClaimAsync(
            FundedSql,
            [
                Worker(), Duration(), new NpgsqlParameter<string[]> { TypedValue = funded.Select(key => key.Project).ToArray() },
                new NpgsqlParameter<Guid[]> { TypedValue = funded.Select(key => key.JobId).ToArray() },
            ],
            stop);
    }

    /// <summary>Gives one job up after a surprise: it may be taken over at once, by any worker, and counts as a rescue, so that poison is found.</summary>
    public Task AbandonAsync(Lease lease, CancellationToken stop) => _inDoubt.AbandonAsync(lease, stop);

    private NpgsqlParameter[] Due(DateTimeOffset now, int limit) =>
        [Worker(), Duration(), Limit(limit), new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }];

    private NpgsqlParameter<Guid> Worker() => new() { TypedValue = workerId };

    private NpgsqlParameter<TimeSpan> Duration() => new() { TypedValue = options.Duration };

    private static NpgsqlParameter<int> Limit(int limit) => new() { TypedValue = limit };

    /// <summary>Locks what is chosen, by $1 (worker) and $2 (lease), and reads what stands beside it before it is committed.</summary>
    internal async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(
        string sql, NpgsqlParameter[] chosen, Func<NpgsqlConnection, IReadOnlyList<ClaimedRow>, Task> beside, CancellationToken stop) =>
        await ClaimAsync(sql, [Worker(), Duration(), .. chosen], stop, beside);

    internal static Task<IReadOnlyList<ClaimedRow>> CompleteAsync(NpgsqlConnection connection, List<ClaimedRow> rows, CancellationToken stop) =>
        WithAttemptsAsync(connection, rows, stop);

    // A claim is read before it is committed: where the commit's reply is lost, it is known what may be ours, and nobody runs it.
    private async Task<IReadOnlyList<ClaimedRow>> ClaimAsync(
        string sql, NpgsqlParameter[] parameters, CancellationToken stop, Func<NpgsqlConnection, IReadOnlyList<ClaimedRow>, Task>? beside = null)
    {
        await _inDoubt.ResolveAsync(stop);
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var rows = await ReadAsync(connection, sql, parameters, stop);
        if (rows.Count == 0)
            return rows;
        var claimed = await WithAttemptsAsync(connection, rows, stop);
        if (beside is not null)
            await beside(connection, claimed);
        try
        {
            await transaction.CommitAsync(stop);
        }
        catch
        {
            _inDoubt.Remember(claimed.Select(row => row.Lease));
            throw;
        }

        return claimed;
    }

    internal static async Task<List<ClaimedRow>> ReadAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken stop)
    {
        var rows = new List<ClaimedRow>();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows.Add(Row(reader));
        return rows;
    }

    private static ClaimedRow Row(NpgsqlDataReader reader) => new(
        new Lease(new JobKey(reader.GetString(0), reader.GetGuid(1)), SqlNames.Parse<JobState>(reader.GetString(2)), reader.GetInt64(3)),
        Encoding.UTF8.GetBytes(reader.GetString(7)),
        reader.GetInt32(4),
        reader.GetInt32(5),
        reader.GetInt32(6),
        [])
    {
        Side = reader.IsDBNull(8) ? null : SqlNames.Parse<Side>(reader.GetString(8)),
        IsCancelled = reader.GetBoolean(9),
    };

    private static async Task<IReadOnlyList<ClaimedRow>> WithAttemptsAsync(NpgsqlConnection connection, List<ClaimedRow> rows, CancellationToken stop)
    {
        var attempts = rows.ToDictionary(row => row.Lease.Key, _ => new List<PastAttempt>());
        await using var command = new NpgsqlCommand(AttemptsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = rows.Select(row => row.Lease.Key.Project).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = rows.Select(row => row.Lease.Key.JobId).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            attempts[new JobKey(reader.GetString(0), reader.GetGuid(1))].Add(Past(reader));
        return rows.Select(row => row with { Attempts = attempts[row.Lease.Key] }).ToList();
    }

    private static PastAttempt Past(NpgsqlDataReader reader) => new(
        reader.GetGuid(2),
        reader.GetString(3),
        reader.GetString(4),
        SqlNames.Parse<AttemptState>(reader.GetString(5)),
        reader.GetInt64(6),
        reader.GetInt64(7),
        reader.IsDBNull(8) ? null : reader.GetDouble(8),
        reader.IsDBNull(9) ? null : Failure(reader.GetString(9)),
        reader.IsDBNull(10) ? null : JsonStrings.Unquote(reader.GetString(10)),
        reader.IsDBNull(11) ? null : reader.GetString(11),
        reader.GetDouble(12),
        reader.GetInt32(13),
        reader.GetBoolean(14),
        SqlNames.Parse<Purpose>(reader.GetString(15)));

    // A lost lease is no kind of failure: the call was not seen to end.
    private static FailureKind? Failure(string name) => name == "lease_lost" ? null : SqlNames.Parse<FailureKind>(name);
}
