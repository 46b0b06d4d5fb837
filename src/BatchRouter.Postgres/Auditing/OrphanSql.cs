namespace BatchRouter.Postgres.Auditing;

/// <summary>Rows whose parent is missing. There are no foreign keys on the hot path: here is where they are looked after.</summary>
internal static class OrphanSql
{
    public const string All = """
        select 'entry of attempt ' || attempt_id || ' ' || kind || ' ' || number as row_name, 'no such attempt' as what, null::bigint as expected, amount_nano_usd as found
        from entries e where not exists (select from attempts a where a.attempt_id = e.attempt_id)
        union all
        select 'entry of attempt ' || attempt_id, 'no such source attempt ' || source_attempt, null, amount_nano_usd
        from entries e where source_attempt is not null and not exists (select from attempts a where a.attempt_id = e.source_attempt)
        union all
        select 'attempt ' || attempt_id, 'no such job ' || project || ' ' || job_id, null, hold_nano_usd
        from attempts a where not exists (select from jobs j where j.project = a.project and j.job_id = a.job_id)
        union all
        select 'output of attempt ' || attempt_id, 'no such attempt', null, null
        from outputs o where not exists (select from attempts a where a.attempt_id = o.attempt_id)
        union all
        select 'decision ' || step || ' of job ' || project || ' ' || job_id, 'no such job', null, null
        from decisions d where not exists (select from jobs j where j.project = d.project and j.job_id = d.job_id)
        union all
        select 'request of job ' || project || ' ' || job_id, 'no such job', null, null
        from requests r where not exists (select from jobs j where j.project = r.project and j.job_id = r.job_id)
        union all
        select 'job ' || project || ' ' || job_id, 'its answer is of attempt ' || answer_attempt || ', which is not there', null, cost_nano_usd
        from jobs j where answer_attempt is not null and not exists (select from attempts a where a.attempt_id = j.answer_attempt)
        union all
        select 'side job ' || project || ' ' || job_id, 'it is of job ' || side_of || ', which is not there', null, cost_nano_usd
        from jobs j where side_of is not null and not exists (select from jobs p where p.project = j.project and p.job_id = j.side_of)
        union all
        select 'comparison ' || project || ' ' || side_job, 'no such side job', null, null
        from comparisons c where not exists (select from jobs j where j.project = c.project and j.job_id = c.side_job)
        """;
}
