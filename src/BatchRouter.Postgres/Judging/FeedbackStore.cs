using System.Security.Cryptography;
using BatchRouter.Auditing;
using BatchRouter.Postgres.Connecting;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Judging;

/// <summary>What users say of answers. The public way in for programs beside the broker's queue.</summary>
public sealed class FeedbackStore(NpgsqlDataSource postgres, TimeProvider clock)
{
    // The last word of a source wins, whichever comes last to us. A side job's answer was given to nobody.
    private const string RecordSql = """
        with job as (select 1 from jobs where project = @Project and job_id = @JobId and side is null),
        said as (
            insert into feedback as f (project, job_id, source, score, note, given_at)
            select @Project, @JobId, @Source, @Score, @Note, @At from job
            on conflict (project, job_id, source) do update set score = excluded.score, note = excluded.note, given_at = excluded.given_at, received_at = now()
            where f.given_at <= excluded.given_at)
        select exists (select from job)
        """;

    private const string RefuseSql = """
        insert into feedback_refusals (body_hash, project, job_id, field, code, reason, body, refused_at)
        values (@hash, @Project, @JobId, @Field, @Code, @Reason, @body, @now) on conflict (body_hash) do nothing
        """;

    private const string ProjectsSql = "select project from jobs where job_id = @jobId and side is null order by project";

    /// <summary>False, no such job is known.</summary>
    public Task<bool> RecordAsync(UserFeedback feedback, CancellationToken stop) => Outlasting.AskAsync(
        async () =>
        {
            await using var connection = await postgres.OpenConnectionAsync(stop);
            return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                RecordSql,
                new
                {
                    feedback.Key.Project,
                    feedback.Key.JobId,
                    Source = SafeText.Of(feedback.Source),
                    feedback.Score,
                    Note = SafeText.Of(feedback.Note),
                    At = feedback.At.UtcDateTime,
                },
                cancellationToken: stop));
        },
        clock, stop);

    /// <summary>Keeps what could not be taken, to the letter; the same again changes nothing.</summary>
    public Task RefuseAsync(FeedbackRefusal refusal, CancellationToken stop) => Outlasting.AskAsync(
        async () =>
        {
            await using var connection = await postgres.OpenConnectionAsync(stop);
            return await connection.ExecuteAsync(new CommandDefinition(
                RefuseSql,
                new
                {
                    hash = SHA256.HashData(refusal.Body.Span),
                    Project = SafeText.Of(refusal.Project),
                    refusal.JobId,
                    Field = SafeText.Of(refusal.Field),
                    refusal.Code,
                    Reason = SafeText.Of(refusal.Reason),
                    body = refusal.Body.ToArray(),
                    now = clock.GetUtcNow().UtcDateTime,
                },
                cancellationToken: stop));
        },
        clock, stop);

    /// <summary>The projects that used a JobId.</summary>
    public async Task<IReadOnlyList<string>> ProjectsAsync(Guid jobId, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<string>(new CommandDefinition(ProjectsSql, new { jobId }, cancellationToken: stop))).AsList();
    }
}

/// <summary>Feedback that could not be taken.</summary>
/// <param name="Project">Null where none can be read.</param>
/// <param name="JobId">Null where none can be read.</param>
/// <param name="Field">What is wrong.</param>
/// <param name="Code">How, in a word.</param>
/// <param name="Reason">How, in a sentence.</param>
/// <param name="Body">The message, to the letter.</param>
public sealed record FeedbackRefusal(string? Project, Guid? JobId, string Field, string Code, string Reason, ReadOnlyMemory<byte> Body);
