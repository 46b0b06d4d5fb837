using BatchRouter.IntegrationTests.Postgres;

namespace BatchRouter.IntegrationTests.Learning;

/// <summary>Concluded audits, as the comparing side leaves them.</summary>
internal static class PlantedAudits
{
    /// <summary>Of settled jobs: an answer agrees with the strongest unless its prompt is hard.</summary>
    public const string OfJobsSql = """
        insert into comparisons (project, side_job, side, job_id, task, given_attempt, given_model, confidence, comparison, share, drawn_at, other_model,
            agreement, concluded_at)
        select j.project, gen_random_uuid(), 'audit', j.job_id, j.task, j.answer_attempt, j.model, j.confidence, 'exact', 1, now(), 'strong',
            case when r.body::text like '%manifold%' then 0 else 1 end, now()
        from jobs j join requests r using (project, job_id) where j.task = @task and j.state = 'settled'
        """;

    private const string BareSql = """
        with planted as (
            insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality, hold_nano_usd,
                max_output_tokens, started_at)
            select gen_random_uuid(), 'shop', gen_random_uuid(), 1, 'first', 'started', 'weak', 'sync', 'v1', 0.8, 0, 10, clock_timestamp()
            from generate_series(1, @count)
            returning attempt_id, job_id)
        insert into comparisons (project, side_job, side, job_id, task, given_attempt, given_model, confidence, comparison, share, drawn_at, other_model,
            agreement, concluded_at)
        select 'shop', gen_random_uuid(), 'audit', job_id, @task, attempt_id, 'weak', @confidence, 'exact', 1, now(), 'strong',
            case when row_number() over () <= @right then 1 else 0 end, clock_timestamp() from planted
        """;

    /// <summary>Of answers that belong to no job here: drift looks at nothing else.</summary>
    public static Task PlantAsync<TClass>(MigratedDatabase<TClass> database, string task, int count, double confidence, int right) =>
        database.ExecuteAsync(BareSql, new { task, count, confidence, right });
}
