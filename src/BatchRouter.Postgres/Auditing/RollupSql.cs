namespace BatchRouter.Postgres.Auditing;

/// <summary>The rollups against the entries below the watermark, summed up anew.</summary>
internal static class RollupSql
{
    /// <param name="table">The rollup.</param>
    /// <param name="period">Its first column.</param>
    /// <param name="periodName">The period for people, in SQL.</param>
    public static string Of(string table, string period, string periodName) => $"""
        with s as (
            select {period}, project, task, model, lane, side, sum(amount_nano_usd)::bigint as amount_nano_usd, sum(assumed_nano_usd)::bigint as assumed_nano_usd,
                sum(corrections_nano_usd)::bigint as corrections_nano_usd, count(*) as entries, sum(attempts)::bigint as attempts
            from entry_lines where xid < @watermark::xid8 group by {period}, project, task, model, lane, side)
        select {periodName} || ' ' || project || ' ' || task || ' ' || model || ' ' || lane || case when side = '' then '' else ' ' || side end as row_name,
            'entries ' || coalesce(s.entries, 0) || ' and ' || coalesce(r.entries, 0) || ', attempts ' || coalesce(s.attempts, 0) || ' and ' || coalesce(r.attempts, 0)
                || ', assumed ' || coalesce(s.assumed_nano_usd, 0) || ' and ' || coalesce(r.assumed_nano_usd, 0)
                || ', corrections ' || coalesce(s.corrections_nano_usd, 0) || ' and ' || coalesce(r.corrections_nano_usd, 0) || '; amount' as what,
            coalesce(s.amount_nano_usd, 0) as expected, coalesce(r.amount_nano_usd, 0) as found
        from s full join {table} r using ({period}, project, task, model, lane, side)
        where (s.amount_nano_usd, s.assumed_nano_usd, s.corrections_nano_usd, s.entries, s.attempts)
            is distinct from (r.amount_nano_usd, r.assumed_nano_usd, r.corrections_nano_usd, r.entries, r.attempts)
        """;
}
