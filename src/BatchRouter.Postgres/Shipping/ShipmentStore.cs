using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Shipping;
using Npgsql;
using static BatchRouter.Postgres.Connecting.SqlValues;

namespace BatchRouter.Postgres.Shipping;

/// <summary>Shipments and their rows. Row locks and leases keep workers apart.</summary>
public sealed class ShipmentStore(NpgsqlDataSource postgres, Guid workerId, LeaseOptions options, JobClaims claims, LiveRouter live) : IShipments
{
    private readonly RowClaims _rows = new(postgres, claims);

    private const string ParkedSql = """
        select r.attempt_id, r.provider, r.model, r.latest_safe_start, r.parked_at, r.leaves_by, r.bytes, r.tokens
        from shipment_rows r
        where r.is_open and r.shipment_id is null
            and r.model in (select d.model from shipment_rows d where d.is_open and d.shipment_id is null and d.leaves_by <= $1)
        order by r.latest_safe_start limit $2
        """;

    private const string WaitingSql = """
        select model, count(*)::int, sum(tokens)::bigint from shipment_rows where is_open and shipment_id is not null group by model
        """;

    // Jobs first, as everybody locks them; who was taken over meanwhile is no longer parked, or has a worker. The rows are locked with them: else
    // a row would be judged as it was before our snapshot, though its job was parked anew since.
    private const string FormSql = $"""
        with wanted as (
            select o.project, o.job_id, r.attempt_id
            from shipment_rows r join jobs o using (project, job_id)
            where r.attempt_id = any($1) and r.is_open and r.shipment_id is null and o.state = 'parked' and (o.worker_id is null or not {Liveness.Sql})
            order by o.project, o.job_id for update of o, r skip locked),
        moved as (
            update jobs j set state = 'shipped', fence = j.fence + 1, worker_id = null
            from wanted w where j.project = w.project and j.job_id = w.job_id
            returning w.attempt_id),
        formed as (
            insert into shipments (shipment_id, provider, kind, endpoint, key_variable, model, provider_model, rows, bytes, tokens, state, formed_at,
                latest_safe_start, next_at)
            select $3, $4, $5, $6, $7, $8, $9, count(*), sum(r.bytes), sum(r.tokens), 'formed', $10, min(r.latest_safe_start), $10
            from moved m join shipment_rows r using (attempt_id) having count(*) > 0)
        update shipment_rows r set shipment_id = $3 from moved m where r.attempt_id = m.attempt_id
        """;

    // What is this worker's and does not run was claimed by a commit whose reply was lost.
    private const string ClaimSql = $"""
        update shipments s set worker_id = $1, fence = s.fence + 1
        from (select o.shipment_id as due from shipments o
            where o.closed_at is null and o.next_at <= $3
                and (o.worker_id is null or (o.worker_id = $1 and o.shipment_id <> all($5)) or (o.worker_id <> $1 and not {Liveness.Sql}))
            order by o.next_at limit $4 for update skip locked) d
        where s.shipment_id = d.due
        returning {ShipmentRecord.Columns}
        """;

    private const string SaveSql = """
        update shipments set state = $4::shipment_state, created_at = $5, provider_id = $6, cancelled_at = $7, polls = $8, refusals = $9,
            batch_end = $10, ended_at = $11, output = $12, errors = $13, error_code = $14, detail = coalesce($15, detail),
            next_at = coalesce($16, next_at), worker_id = case when $16 is null then worker_id end, fence = fence + 1,
            closed_at = case when $4 in ('closed', 'dropped') then $17 end
        where shipment_id = $1 and worker_id = $2 and fence = $3 and closed_at is null
        """;

    private const string AbandonSql = "update shipments set worker_id = null, fence = fence + 1, next_at = $3 where shipment_id = $1 and worker_id = $2 and closed_at is null";

    // The rows of a batch that was surely not made are parked again: the same purchases, with the same holds. The shipment's lease is asked for first.
    private const string ReturnSql = $"""
        with mine as (
            select shipment_id from shipments where shipment_id = $1 and worker_id = $3 and fence = $4 and closed_at is null for update),
        wanted as (
            select o.project, o.job_id, r.attempt_id
            from mine join shipment_rows r using (shipment_id) join jobs o using (project, job_id)
            where r.is_open and o.state = 'shipped' and (o.worker_id is null or not {Liveness.Sql})
            order by o.project, o.job_id for update of o, r skip locked),
        moved as (
            update jobs j set state = 'parked', fence = j.fence + 1, worker_id = null
            from wanted w where j.project = w.project and j.job_id = w.job_id
            returning w.attempt_id)
        update shipment_rows r set shipment_id = null, leaves_by = $5 + greatest($6, $5 - r.parked_at) from moved m where r.attempt_id = m.attempt_id
        """;

    private const string ReturnedSql = """
        update shipments s set state = 'dropped', closed_at = $4, detail = $5, worker_id = null, fence = fence + 1
        where shipment_id = $1 and worker_id = $2 and fence = $3 and closed_at is null
            and not exists (select from shipment_rows r where r.shipment_id = s.shipment_id and r.is_awaited)
        """;

    private const string LinesSql = """
        select r.attempt_id, q.body::text, a.max_output_tokens
        from shipment_rows r join attempts a using (attempt_id) join requests q on q.project = r.project and q.job_id = r.job_id
        where r.shipment_id = $1 and r.is_open order by r.attempt_id
        """;

    private const string OpenSql = "select attempt_id from shipment_rows where shipment_id = $1 and is_awaited order by attempt_id limit $2";

    private const string AtStakeSql = """
        select r.attempt_id from shipment_rows r join attempts a using (attempt_id)
        where r.shipment_id = $1 and (r.is_awaited or a.state in ('started', 'unknown')) order by r.attempt_id limit $2
        """;

    private const string KnownSql = "select provider_id from shipments where provider = $1 and provider_id is not null and created_at >= $2";

    private const string UnderWaySql = "select count(*)::int from shipments where provider = $1 and closed_at is null and state = 'sent'";

    private const string RecordSql = """
        insert into shipment_findings (shipment_id, finding, name, detail) select $1, u.* from unnest($2::text[], $3::text[], $4::text[]) as u
        on conflict do nothing
        """;

    public async Task<IReadOnlyList<ParkedRow>> ParkedAsync(DateTimeOffset now, int limit, CancellationToken stop)
    {
        await using var command = Command(ParkedSql, Of(now.UtcDateTime), Of(limit));
        return await ReadAsync(command, reader => new ParkedRow(
            reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetFieldValue<DateTimeOffset>(5), reader.GetInt64(6), reader.GetInt64(7)), stop);
    }

    public async Task<IReadOnlyDictionary<string, WaitingRows>> WaitingAsync(CancellationToken stop)
    {
        await using var command = Command(WaitingSql);
        var rows = await ReadAsync(command, reader => (Model: reader.GetString(0), Waiting: new WaitingRows(reader.GetInt32(1), reader.GetInt64(2))), stop);
        return rows.ToDictionary(row => row.Model, row => row.Waiting);
    }

    public async Task<int> FormAsync(Shipment shipment, IReadOnlyList<ParkedRow> rows, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = Command(
            FormSql, Of(rows.Select(row => row.AttemptId).ToArray()), Of(options.Duration), Of(shipment.Id), Of(shipment.Provider.Name), Of(shipment.Provider.Kind),
            Of(shipment.Provider.Endpoint.ToString()), Of(shipment.Provider.KeyVariable), Of(shipment.Model), Of(shipment.ProviderModel), Of(now.UtcDateTime));
        return await command.ExecuteNonQueryAsync(stop);
    }

    public async Task<IReadOnlyList<ShipmentLease>> ClaimAsync(DateTimeOffset now, int limit, IReadOnlyCollection<Guid> running, CancellationToken stop)
    {
        await using var command = Command(ClaimSql, Of(workerId), Of(options.Duration), Of(now.UtcDateTime), Of(limit), Of(running.ToArray()));
        return await ReadAsync(command, reader => ShipmentRecord.Read(reader, TermsOf), stop);
    }

    public async Task<ShipmentLease?> SaveAsync(ShipmentLease lease, ShipmentTurn turn, CancellationToken stop)
    {
        var (shipment, status) = (turn.Shipment, turn.Status);
        await using var command = Command(
            SaveSql, Of(shipment.Id), Of(workerId), Of(lease.Fence), Of(SqlNames.Of(shipment.State)), Of(shipment.CreatedAt?.UtcDateTime), Of(shipment.ProviderId),
            Of(shipment.CancelledAt?.UtcDateTime), Of(shipment.Polls), Of(shipment.Refusals), Of(status?.End is { } end ? SqlNames.Of(end) : null),
            Of(status?.EndedAt?.UtcDateTime), Of(status?.Output), Of(status?.Errors), Of(SafeText.Of(status?.ErrorCode)), Of(SafeText.Of(turn.Detail)),
            Of(turn.NextAt?.UtcDateTime), Of(turn.Now.UtcDateTime));
        return await command.ExecuteNonQueryAsync(stop) == 0 ? null : new ShipmentLease(shipment, lease.Fence + 1, status);
    }

    public async Task AbandonAsync(Guid shipment, DateTimeOffset nextAt, CancellationToken stop)
    {
        await using var command = Command(AbandonSql, Of(shipment), Of(workerId), Of(nextAt.UtcDateTime));
        await command.ExecuteNonQueryAsync(stop);
    }

    public async Task<bool> ReturnAsync(ShipmentLease lease, string detail, TimeSpan leastPause, DateTimeOffset now, CancellationToken stop)
    {
        await using var batch = postgres.CreateBatch();
        batch.Add(ReturnSql, Of(lease.Shipment.Id), Of(options.Duration), Of(workerId), Of(lease.Fence), Of(now.UtcDateTime), Of(leastPause));
        batch.Add(ReturnedSql, Of(lease.Shipment.Id), Of(workerId), Of(lease.Fence), Of(now.UtcDateTime), Of(SafeText.Of(detail)));
        await batch.ExecuteNonQueryAsync(stop);
        return batch.BatchCommands[1].RecordsAffected > 0;
    }

    public async Task<IReadOnlyList<StoredLine>> LinesAsync(Guid shipment, CancellationToken stop)
    {
        await using var command = Command(LinesSql, Of(shipment));
        return await ReadAsync(command, reader => new StoredLine(reader.GetGuid(0), Encoding.UTF8.GetBytes(reader.GetString(1)), reader.GetInt32(2)), stop);
    }

    public Task<IReadOnlyList<Guid>> OpenRowsAsync(Guid shipment, int limit, CancellationToken stop) => RowsAsync(OpenSql, shipment, limit, stop);

    public Task<IReadOnlyList<Guid>> RowsAtStakeAsync(Guid shipment, int limit, CancellationToken stop) => RowsAsync(AtStakeSql, shipment, limit, stop);

    private async Task<IReadOnlyList<Guid>> RowsAsync(string sql, Guid shipment, int limit, CancellationToken stop)
    {
        await using var command = Command(sql, Of(shipment), Of(limit));
        return await ReadAsync(command, reader => reader.GetGuid(0), stop);
    }

    public async Task<IReadOnlySet<string>> KnownBatchesAsync(string provider, DateTimeOffset since, CancellationToken stop)
    {
        await using var command = Command(KnownSql, Of(provider), Of(since.UtcDateTime));
        return (await ReadAsync(command, reader => reader.GetString(0), stop)).ToHashSet();
    }

    public async Task<int> UnderWayAsync(string provider, CancellationToken stop)
    {
        await using var command = Command(UnderWaySql, Of(provider));
        return (int)(await command.ExecuteScalarAsync(stop))!;
    }

    public Task<IReadOnlyList<LandingRow>> ClaimRowsAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop) => _rows.ClaimShippedAsync(shipment, attempts, stop);

    public Task<IReadOnlyList<LandingRow>> ClaimOverdueAsync(DateTimeOffset now, int limit, CancellationToken stop) => _rows.ClaimOverdueAsync(now, limit, stop);

    public Task<IReadOnlyList<LandedRow>> LandedAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop) => _rows.LandedAsync(shipment, attempts, stop);

    public async Task RecordAsync(Guid shipment, IReadOnlyList<Finding> findings, CancellationToken stop)
    {
        if (findings.Count == 0)
            return;
        await using var command = Command(
            RecordSql, Of(shipment), Of(findings.Select(finding => SqlNames.Of(finding.Kind)).ToArray()),
            Of(findings.Select(finding => SafeText.Of(finding.Name)!).ToArray()), Of(findings.Select(finding => SafeText.Of(finding.Detail)!).ToArray()));
        await command.ExecuteNonQueryAsync(stop);
    }

    // What a provider takes is the catalogue's word of now; a provider that has left it is looked at as any other is.
    private BatchTerms TermsOf(string provider) =>
        live.Current.Catalog.Models.FirstOrDefault(model => model.Provider.Name == provider)?.Provider.Batch ?? new BatchTerms();

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = postgres.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken stop)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows.Add(read(reader));
        return rows;
    }
}
