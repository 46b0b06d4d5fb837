using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads one job's story: its decisions, its attempts and its end.</summary>
public sealed class StoryReader(NpgsqlDataSource postgres)
{
    private const string JobsSql = """
        select project, job_id, group_id, task, urgency::text, state::text, deadline, received_at, rescues, waits, held_reason, wake_at,
            outcome::text, reason, model, lane, confidence, attempts, cost_nano_usd, late, reject_field, reject_code, ended_at
        from jobs where job_id = @jobId and (@project is null or project = @project) order by project
        """;

    private const string DecisionsSql = """
        select step, decided::text from decisions where project = @project and job_id = @jobId order by step
        """;

    private const string AttemptsSql = """
        select a.attempt_id, a.number, a.purpose::text, a.state::text, a.model, a.lane::text, a.price_version, a.predicted_quality, a.hold_nano_usd,
            a.max_output_tokens, a.started_at, a.ended_at, a.failure, a.detail, a.finish, a.provider_request_id, a.elapsed_ms, a.input_tokens,
            a.cached_input_tokens, a.output_tokens, a.reasoning_tokens, a.confidence, a.signals::text as signals_json,
            (select sum(e.amount_nano_usd)::bigint from entries e where e.attempt_id = a.attempt_id) as posted_nano_usd,
            exists (select 1 from outputs o where o.attempt_id = a.attempt_id) as has_answer,
            coalesce(a.attempt_id = j.answer_attempt, false) as is_the_answer
        from attempts a join jobs j on j.project = a.project and j.job_id = a.job_id
        where a.project = @project and a.job_id = @jobId order by a.number
        """;

    private const string RefusalsSql = """
        select project, group_id, field, code, reason, rejected_at from rejections
        where job_id = @jobId and (@project is null or project = @project) order by rejected_at
        """;

    /// <summary>The jobs of that id: one per project that used it.</summary>
    public async Task<IReadOnlyList<StoryJob>> JobsAsync(Guid jobId, string? project, CancellationToken stop) =>
        await QueryAsync<StoryJob>(JobsSql, new { jobId, project }, stop);

    public async Task<IReadOnlyList<StoryDecision>> DecisionsAsync(string project, Guid jobId, CancellationToken stop) =>
        await QueryAsync<StoryDecision>(DecisionsSql, new { project, jobId }, stop);

    public async Task<IReadOnlyList<StoryAttempt>> AttemptsAsync(string project, Guid jobId, CancellationToken stop) =>
        await QueryAsync<StoryAttempt>(AttemptsSql, new { project, jobId }, stop);

    /// <summary>Messages of that id that never became a job.</summary>
    public async Task<IReadOnlyList<StoryRefusal>> RefusalsAsync(Guid jobId, string? project, CancellationToken stop) =>
        await QueryAsync<StoryRefusal>(RefusalsSql, new { jobId, project }, stop);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: stop))).AsList();
    }
}
