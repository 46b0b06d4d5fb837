using System.Data;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads what was bought in which lane, what became of shipments, and what forecasts of them were worth.</summary>
public sealed class LaneReader(NpgsqlDataSource postgres)
{
    // A late row's answer was paid twice where a later purchase for its job was charged as well. What was paid twice, or came after its job's
    // end, would not have been bought at once: its tokens stand for nothing. Inputs of about one length stand together, for prices by length.
    private const string PurchasesSql = """
        with charged as (
            select attempt_id, sum(amount_nano_usd)::bigint as amount from entries group by attempt_id),
        twice as (
            select distinct a.attempt_id from shipment_findings f join attempts a on a.attempt_id = right(f.name, 32)::uuid
                join charged c on c.attempt_id = a.attempt_id and c.amount > 0
                join attempts b on b.project = a.project and b.job_id = a.job_id and b.number > a.number
                join charged d on d.attempt_id = b.attempt_id and d.amount > 0
            where f.finding = 'late'),
        bought as (
            select a.*, j.side is not null as is_side, coalesce(c.amount, 0) as amount, t.attempt_id is not null as is_twice,
                j.state = 'settled' and j.answer_attempt is not distinct from a.attempt_id as is_answer, coalesce(j.late, false) as is_late,
                t.attempt_id is null and a.purpose <> 'cache' and a.input_tokens is not null and (j.ended_at is null or a.ended_at <= j.ended_at) as counts
            from attempts a join jobs j using (project, job_id) left join charged c using (attempt_id) left join twice t using (attempt_id)
            where a.started_at >= @from and a.started_at < @to)
        select model, case when purpose = 'cache' then 'cache' else lane::text end as lane, is_side, min(started_at) as first_at, count(*) as attempts,
            count(*) filter (where is_answer) as jobs, count(*) filter (where is_answer and is_late) as late, sum(amount)::bigint as spend_nano_usd,
            count(*) filter (where is_twice) as twice, coalesce(sum(amount) filter (where is_twice), 0)::bigint as twice_nano_usd,
            count(*) filter (where counts) as counted,
            coalesce(sum(input_tokens) filter (where counts), 0)::bigint as input_tokens,
            coalesce(sum(cached_input_tokens) filter (where counts), 0)::bigint as cached_input_tokens,
            coalesce(sum(cache_write_tokens) filter (where counts), 0)::bigint as cache_write_tokens,
            coalesce(sum(output_tokens) filter (where counts), 0)::bigint as output_tokens,
            coalesce(sum(reasoning_tokens) filter (where counts), 0)::bigint as reasoning_tokens
        from bought
        group by model, 2, is_side, price_version, floor(log(2, greatest(1, coalesce(input_tokens, 1))))
        order by model, 2, is_side, first_at
        """;

    private const string ShipmentsSql = """
        select s.provider, s.model, count(*) as shipments, sum(s.rows)::bigint as rows,
            count(*) filter (where s.batch_end = 'completed') as completed, count(*) filter (where s.batch_end = 'expired') as expired,
            count(*) filter (where s.batch_end = 'cancelled') as cancelled, count(*) filter (where s.batch_end = 'refused') as refused,
            count(*) filter (where s.batch_end is null and s.state = 'dropped') as dropped, count(*) filter (where s.batch_end is null and s.state <> 'dropped') as open,
            count(*) filter (where s.cancelled_at is not null) as called_back,
            coalesce(sum(f.missing), 0)::bigint as missing, coalesce(sum(f.duplicate), 0)::bigint as duplicate, coalesce(sum(f.foreign_rows), 0)::bigint as "foreign",
            coalesce(sum(f.late), 0)::bigint as late
        from shipments s left join (
            select shipment_id, count(*) filter (where finding = 'missing') as missing, count(*) filter (where finding = 'duplicate') as duplicate,
                count(*) filter (where finding = 'foreign') as foreign_rows, count(*) filter (where finding = 'late') as late
            from shipment_findings group by shipment_id) f using (shipment_id)
        where s.formed_at >= @from and s.formed_at < @to
        group by s.provider, s.model order by s.provider, s.model
        """;

    // A purchase begins at the moment for which it was decided. Kept: the shipment was done before its latest safe start. What was called back
    // before that, because somebody asked, says nothing; what never left before its time was up was not kept.
    private const string CalibrationSql = """
        with forecasts as (
            select r.attempt_id, r.shipment_id, (c.value->'lanes'->>'batchChance')::float8 as chance,
                coalesce(s.batch_end = 'completed' and s.ended_at <= s.latest_safe_start, false) as kept
            from shipment_rows r join attempts a using (attempt_id) join jobs j on j.project = r.project and j.job_id = r.job_id
                cross join lateral (select d.decided from decisions d where d.project = r.project and d.job_id = r.job_id
                    and abs(extract(epoch from (d.decided #>> '{inputs,now}')::timestamptz - a.started_at)) < 0.001 order by d.step desc limit 1) d
                cross join lateral (select e.value from json_array_elements(d.decided->'candidates') e where e.value->>'offer' = r.model || ':batch' limit 1) c
                left join shipments s using (shipment_id)
            where a.started_at >= @from and a.started_at < @to and j.side is null and c.value->'lanes'->>'batchChance' is not null
                and case when s.shipment_id is null then a.ended_at >= r.latest_safe_start
                    else s.ended_at is not null or s.cancelled_at >= s.latest_safe_start end
                and (s.cancelled_at is null or s.cancelled_at >= s.latest_safe_start)),
        ranked as (select *, ntile(10) over (order by chance, attempt_id) as decile from forecasts)
        select min(chance) as "from", max(chance) as "to", count(*) as jobs, count(distinct shipment_id) as shipments, avg(chance) as promised,
            avg(kept::int)::float8 as kept
        from ranked group by decile order by decile
        """;

    // Side jobs have no user who waits.
    private const string PunctualitySql = """
        select coalesce(j.lane, 'none') as lane, b.began_in, count(*) as jobs, count(*) filter (where j.late) as late
        from jobs j cross join lateral (
            select coalesce((select a.lane::text from attempts a where a.project = j.project and a.job_id = j.job_id and a.purpose not in ('cache', 'classify')
                order by a.number limit 1), 'none') as began_in) b
        where j.state = 'settled' and j.side is null and j.ended_at >= @from and j.ended_at < @to
        group by 1, 2 order by 1, 2
        """;

    /// <summary>Everything of a period, in one snapshot: purchases begun, shipments formed, and jobs ended in it.</summary>
    public async Task<LaneFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var parameters = new { from = from.UtcDateTime, to = to.UtcDateTime };
        return new LaneFigures(
            await QueryAsync<LanePurchases>(PurchasesSql), await QueryAsync<ShipmentEnds>(ShipmentsSql), await QueryAsync<ForecastTenth>(CalibrationSql),
            await QueryAsync<LanePunctuality>(PunctualitySql));

        async Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => (await connection.QueryAsync<T>(
            new CommandDefinition(sql, parameters, snapshot, commandTimeout: 600, cancellationToken: stop))).AsList();
    }
}
