namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>The rollups against the whole ledger, in other words than the program's own.</summary>
internal static class LedgerSql
{
    public const string Differences = """
        with ledger as (
            select posted_at, amount_nano_usd, kind, project, task, a.model, a.lane::text as lane
            from entries join attempts a using (attempt_id) join jobs using (project, job_id)),
        hours as (select date_bin('1 hour', posted_at, timestamptz 'epoch') as period, project, task, model, lane, sum(amount_nano_usd) as amount, count(*) as entries,
            count(*) filter (where kind <> 'correction') as attempts from ledger group by 1, 2, 3, 4, 5),
        days as (select date_bin('1 day', posted_at, timestamptz 'epoch') as period, project, task, model, lane, sum(amount_nano_usd) as amount, count(*) as entries,
            count(*) filter (where kind <> 'correction') as attempts from ledger group by 1, 2, 3, 4, 5),
        rolled_hours as (select hour as period, project, task, model, lane, amount_nano_usd::numeric as amount, entries, attempts from rollup_hours),
        rolled_days as (select day::timestamp at time zone 'UTC' as period, project, task, model, lane, amount_nano_usd::numeric as amount, entries, attempts from rollup_days)
        select (select count(*) from (select * from hours except all select * from rolled_hours) missing)
            + (select count(*) from (select * from rolled_hours except all select * from hours) surplus)
            + (select count(*) from (select * from days except all select * from rolled_days) missing)
            + (select count(*) from (select * from rolled_days except all select * from days) surplus)
        """;
}
