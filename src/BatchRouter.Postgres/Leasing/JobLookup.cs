using System.Security.Cryptography;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Running;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Whether a job has its row.</summary>
public sealed class JobLookup(NpgsqlDataSource postgres, TimeProvider clock) : IAcceptedMessages
{
    public Task<bool> ExistsAsync(JobKey key, CancellationToken stop) => AskAsync(
        "select exists (select 1 from jobs where project = @Project and job_id = @JobId)", new { key.Project, key.JobId }, stop);

    /// <summary>Whether a job's row stands for this very message, to the letter.</summary>
    public async Task<bool> WasAcceptedAsync(Rejection rejection, CancellationToken stop)
    {
        if (rejection.Project is not { } project)
            return false;
        return await AskAsync(
            "select exists (select 1 from jobs where project = @project and job_id = @JobId and body_hash = @hash)",
            new { project, rejection.JobId, hash = SHA256.HashData(rejection.Body.Span) }, stop);
    }

    private Task<bool> AskAsync(string sql, object parameters, CancellationToken stop) => Outlasting.AskAsync(
        async () =>
        {
            await using var connection = await postgres.OpenConnectionAsync(stop);
            return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, parameters, cancellationToken: stop));
        },
        clock, stop);
}
