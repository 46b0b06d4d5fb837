using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Postgres.Storing;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Shipping;
using Npgsql;

namespace BatchRouter.Postgres.Shipping;

/// <summary>Takes over the jobs of rows that land. A job is claimed by one worker at a time, as <see cref="JobClaims"/> claims all others.</summary>
internal sealed class RowClaims(NpgsqlDataSource postgres, JobClaims claims)
{
    private const string ShippedSql = $"""
        with claimed as (
            update jobs j set worker_id = $1, fence = j.fence + 1
            from (select o.project, o.job_id from jobs o join shipment_rows r using (project, job_id)
                where r.shipment_id = $3 and r.attempt_id = any($4) and r.is_awaited and o.state = 'shipped' and (o.worker_id is null or not {Liveness.Sql})
                order by o.project, o.job_id for update of o, r skip locked) d
            where j.project = d.project and j.job_id = d.job_id
            {JobClaims.ClaimedRows})
        {JobClaims.RowsSql}
        """;

    private const string OverdueSql = $"""
        with claimed as (
            update jobs j set worker_id = $1, fence = j.fence + 1
            from (select o.project, o.job_id from jobs o join shipment_rows r using (project, job_id)
                where r.is_awaited and r.shipment_id is null and r.latest_safe_start <= $3 and o.state = 'parked'
                    and (o.worker_id is null or not {Liveness.Sql})
                order by r.latest_safe_start limit $4 for update of o, r skip locked) d
            where j.project = d.project and j.job_id = d.job_id
            {JobClaims.ClaimedRows})
        {JobClaims.RowsSql}
        """;

    private const string TermsSql = """
        select r.project, r.job_id, r.attempt_id, r.price::text, r.way_back_nano_usd, r.may_have_more, r.parked_at
        from unnest($1::text[], $2::uuid[]) as u(project, job_id) join shipment_rows r on r.project = u.project and r.job_id = u.job_id
        where r.is_awaited
        """;

    private const string LandedSql = """
        select j.project, j.job_id, j.state::text, -1::bigint, j.rescues, j.waits, j.decisions, q.body::text, j.side, false
        from shipment_rows r join jobs j using (project, job_id) join requests q using (project, job_id)
        where r.shipment_id = $1 and r.attempt_id = any($2)
        """;

    private const string StandingSql = """
        select r.project, r.job_id, r.attempt_id, r.price::text, r.way_back_nano_usd, r.may_have_more, r.parked_at, a.state::text
        from shipment_rows r join attempts a using (attempt_id) where r.shipment_id = $1 and r.attempt_id = any($2)
        """;

    public Task<IReadOnlyList<LandingRow>> ClaimShippedAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop) =>
        ClaimAsync(ShippedSql, [new NpgsqlParameter<Guid> { TypedValue = shipment }, new NpgsqlParameter<Guid[]> { TypedValue = [.. attempts] }], stop);

    public Task<IReadOnlyList<LandingRow>> ClaimOverdueAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        ClaimAsync(OverdueSql, [new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }, new NpgsqlParameter<int> { TypedValue = limit }], stop);

    public async Task<IReadOnlyList<LandedRow>> LandedAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        NpgsqlParameter[] Wanted() => [new NpgsqlParameter<Guid> { TypedValue = shipment }, new NpgsqlParameter<Guid[]> { TypedValue = [.. attempts] }];
        var rows = await JobClaims.CompleteAsync(connection, await JobClaims.ReadAsync(connection, LandedSql, Wanted(), stop), stop);
        var jobs = rows.ToDictionary(row => row.Lease.Key);
        await using var command = new NpgsqlCommand(StandingSql, connection);
        command.Parameters.AddRange(Wanted());
        await using var reader = await command.ExecuteReaderAsync(stop);
        var landed = new List<LandedRow>();
        while (await reader.ReadAsync(stop))
            landed.Add(new LandedRow(SqlNames.Parse<AttemptState>(reader.GetString(7)), Terms(reader, jobs[Key(reader)])));
        return landed;
    }

    private async Task<IReadOnlyList<LandingRow>> ClaimAsync(string sql, NpgsqlParameter[] chosen, CancellationToken stop)
    {
        var landing = new List<LandingRow>();
        await claims.ClaimAsync(sql, chosen, async (connection, rows) => landing.AddRange(await TermsAsync(connection, rows, stop)), stop);
        return landing;
    }

    private static async Task<List<LandingRow>> TermsAsync(NpgsqlConnection connection, IReadOnlyList<ClaimedRow> rows, CancellationToken stop)
    {
        var jobs = rows.ToDictionary(row => row.Lease.Key);
        await using var command = new NpgsqlCommand(TermsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = rows.Select(row => row.Lease.Key.Project).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = rows.Select(row => row.Lease.Key.JobId).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var landing = new List<LandingRow>();
        while (await reader.ReadAsync(stop))
            landing.Add(Terms(reader, jobs[Key(reader)]));
        return landing;
    }

    private static JobKey Key(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetGuid(1));

    private static LandingRow Terms(NpgsqlDataReader reader, ClaimedRow row) => new(
        row, reader.GetGuid(2), ParkColumns.Read(reader.GetString(3)), reader.GetInt64(4), reader.GetBoolean(5), reader.GetFieldValue<DateTimeOffset>(6));
}
