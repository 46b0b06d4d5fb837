namespace BatchRouter.Postgres.Auditing;

/// <summary>Every invariant of the money, in the order of the report. All are read in one snapshot.</summary>
internal static class AuditChecks
{
    /// <summary>Known only on the server that wrote the ledger.</summary>
    public const string EntriesAsWritten = "entries_as_written";

    public static IReadOnlyList<AuditCheck> All { get; } =
    [
        new("account_posted", "posted of an account = sum of the entries of the attempts that stand in it", AccountSql.Posted),
        new("account_held", "held of an account = sum of the open holds and ways back that stand in it", AccountSql.Held),
        new("attempt_money", "each attempt has exactly one final money state or an open hold", AttemptMoney),
        new("batch_rows", "a row of the batch lane is open as long as nothing is known of its attempt, and awaited as long as its job is parked or shipped", BatchRows),
        new(EntriesAsWritten, "no entry was changed after the transaction that wrote it", AsWritten),
        new("orphans", "nothing points at a row that is not there", OrphanSql.All),
        new("rollup_hours", "hourly rollups = entries up to the watermark", RollupSql.Of("rollup_hours", "hour", "to_char(hour at time zone 'UTC', 'YYYY-MM-DD HH24:00')")),
        new("rollup_days", "daily rollups = entries up to the watermark", RollupSql.Of("rollup_days", "day", "to_char(day, 'YYYY-MM-DD')")),
    ];

    // replied: one charge. assumed: one worst case. failed, started, unknown: neither; corrections only where the attempt has ended.
    private const string AttemptMoney = """
        select 'attempt ' || a.attempt_id as row_name,
            a.state || ' with ' || coalesce(s.charges, 0) || ' charges, ' || coalesce(s.assumed, 0) || ' assumed, ' || coalesce(s.corrections, 0) || ' corrections' as what,
            (case when a.state in ('replied', 'assumed') then 1 else 0 end)::bigint as expected, coalesce(s.charges + s.assumed, 0)::bigint as found
        from attempts a left join (
            select attempt_id, count(*) filter (where kind = 'charge') as charges, count(*) filter (where kind = 'assumed') as assumed,
                count(*) filter (where kind = 'correction') as corrections
            from entries group by attempt_id) s using (attempt_id)
        where coalesce(s.charges, 0) <> (case when a.state = 'replied' then 1 else 0 end)
            or coalesce(s.assumed, 0) <> (case when a.state = 'assumed' then 1 else 0 end)
            or (a.state in ('started', 'unknown') and coalesce(s.corrections, 0) > 0)
        """;

    private const string BatchRows = """
        select 'row of attempt ' || r.attempt_id as row_name,
            'open ' || r.is_open || ', awaited ' || r.is_awaited || ', attempt ' || coalesce(a.state::text, 'not there') || ', job ' || coalesce(j.state::text, 'not there') as what,
            null::bigint as expected, r.way_back_nano_usd as found
        from shipment_rows r left join attempts a using (attempt_id) left join jobs j on j.project = r.project and j.job_id = r.job_id
        where a.attempt_id is null or j.job_id is null or r.is_open <> (a.state = 'started')
            or (r.is_awaited and j.state <> (case when r.shipment_id is null then 'parked' else 'shipped' end)::job_state)
        union all
        select 'job ' || j.project || ' ' || j.job_id, j.state || ' without a row that it waits for', null, null
        from jobs j where j.state in ('parked', 'shipped')
            and not exists (select from shipment_rows r where r.project = j.project and r.job_id = j.job_id and r.is_awaited)
        """;

    // A row's own xmin is the transaction that wrote this version of it: only an update parts it from the id the entry was born with, or
    // an alter table that rewrites all rows. Freezing and a full vacuum keep it.
    private const string AsWritten = """
        select 'attempt ' || attempt_id || ' ' || kind || ' ' || number as row_name, 'written again after it was posted: its amount is now' as what,
            null::bigint as expected, amount_nano_usd as found
        from entries where xmin::text::bigint <> (xid::text::numeric % 4294967296)::bigint
            and xmin::text::bigint not in (select (r.xid::text::numeric % 4294967296)::bigint from ledger_rewrites r)
        """;
}
