using BatchRouter.Drifting;
using BatchRouter.Learning.Measuring;
using Npgsql;

namespace BatchRouter.Postgres.Learning;

/// <summary>Audits by task and what was measured of them. One row gives the turn, so any number of workers may ask.</summary>
public sealed class DriftLog(NpgsqlDataSource postgres) : IDriftLog
{
    private const string TurnSql = """
        update drift_watch set looked_at = clock_timestamp() where looked_at is null or looked_at <= clock_timestamp() - $1
        """;

    // Tasks are walked along the index of audits, one step each, however many audits there are. An answer that was bought before the
    // last switch was judged by other weights: it says nothing of those in use.
    private const string WindowsSql = """
        with recursive tasks as (
            (select task from audits order by task limit 1)
            union all
            select (select a.task from audits a where a.task > t.task order by a.task limit 1) from tasks t where t.task is not null)
        select t.task, w.confidences, w.agreements, w.newest, s.number, coalesce(s.is_drifting, false), coalesce(l.switched_at > s.at, false)
        from tasks t
            left join lateral (select d.number, d.at, d.through, d.is_drifting from drift d where d.task = t.task order by d.number desc limit 1) s on true
            left join lateral (
                select c.switched_at from learned_switches c where c.task = t.task order by c.switched_at desc limit 1) l on true
            cross join lateral (
                select array_agg(u.confidence) as confidences, array_agg(u.agreement) as agreements, max(u.at) as newest
                from (
                    select a.confidence, a.agreement, a.at from audits a join attempts p on p.attempt_id = a.cheap_attempt
                    where a.task = t.task and a.agreement is not null and a.confidence is not null
                        and (l.switched_at is null or p.started_at >= l.switched_at)
                    order by a.at desc limit $1) u) w
        where t.task is not null
            and (w.newest > coalesce(s.through, '-infinity') or (s.is_drifting and l.switched_at > s.at))
        """;

    // The row is held to the end: numbers commit in their order, and of two measurements made at once the second is left out.
    private const string HoldSql = "select 1 from drift_watch for update";

    private const string AddSql = """
        insert into drift (task, audits, through, calibration_error, calibration_low, accepted_quality, low, high, is_drifting, has_changed, reason)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
        where $12::bigint is not distinct from (select max(number) from drift where task = $1)
        """;

    private const string UntoldSql = """
        select number, at, task, audits, through, calibration_error, calibration_low, accepted_quality, low, high, is_drifting, reason
        from drift where has_changed and told_at is null order by number limit $1
        """;

    private const string ToldSql = "update drift set told_at = now() where number = $1 and told_at is null";

    public async Task<IReadOnlyList<TaskWindow>?> TakeTurnAsync(TimeSpan every, int window, CancellationToken stop)
    {
        await using var turn = postgres.CreateCommand(TurnSql);
        turn.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = every });
        if (await turn.ExecuteNonQueryAsync(stop) == 0)
            return null;
        await using var command = postgres.CreateCommand(WindowsSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = window });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var windows = new List<TaskWindow>();
        while (await reader.ReadAsync(stop))
            windows.Add(Window(reader));
        return windows;
    }

    public async Task<bool> AddAsync(TaskDrift drift, long? after, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var hold = new NpgsqlCommand(HoldSql, connection, transaction))
            await hold.ExecuteScalarAsync(stop);
        await using var add = new NpgsqlCommand(AddSql, connection, transaction);
        object?[] values =
        [
            drift.Task, drift.Audits, drift.Through?.UtcDateTime, drift.Measure?.CalibrationError, drift.Measure?.CalibrationLow, drift.Measure?.AcceptedQuality,
            drift.Measure?.Accepted.Low, drift.Measure?.Accepted.High, drift.IsDrifting, drift.HasChanged, drift.Reason, after,
        ];
        foreach (var value in values)
            add.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        var added = await add.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return added == 1;
    }

    public async Task<IReadOnlyList<UntoldDrift>> UntoldAsync(int limit, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(UntoldSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var untold = new List<UntoldDrift>();
        while (await reader.ReadAsync(stop))
            untold.Add(new UntoldDrift(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), new TaskDrift(
                reader.GetString(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4), Measure(reader),
                reader.GetBoolean(10), true, reader.IsDBNull(11) ? null : reader.GetString(11))));
        return untold;
    }

    public async Task ToldAsync(long number, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(ToldSql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        await command.ExecuteNonQueryAsync(stop);
    }

    private static TaskWindow Window(NpgsqlDataReader reader)
    {
        var isEmpty = reader.IsDBNull(1);
        var (confidences, agreements) = isEmpty ? ([], []) : (reader.GetFieldValue<double[]>(1), reader.GetFieldValue<double[]>(2));
        return new TaskWindow(
            reader.GetString(0),
            confidences.Zip(agreements, (confidence, agreement) => new AuditedAnswer(confidence, agreement)).ToList(),
            isEmpty ? null : reader.GetFieldValue<DateTimeOffset>(3),
            reader.IsDBNull(4) ? null : reader.GetInt64(4),
            reader.GetBoolean(5),
            reader.GetBoolean(6));
    }

    private static DriftMeasure? Measure(NpgsqlDataReader reader) => reader.IsDBNull(5)
        ? null
        : new DriftMeasure(reader.GetDouble(5), reader.GetDouble(6), reader.GetDouble(7), new Interval(reader.GetDouble(8), reader.GetDouble(9)));
}
