using System.Security.Cryptography;
using BatchRouter.Jobs;
using BatchRouter.Running;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Whether a job has its row.</summary>
public sealed class JobLookup(NpgsqlDataSource postgres) : IAcceptedMessages
{
    public async Task<bool> ExistsAsync(JobKey key, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select 1 from jobs where project = @Project and job_id = @JobId)", new { key.Project, key.JobId }, cancellationToken: stop));
    }

    /// <summary>Whether a job's row stands for this very message, to the letter.</summary>
    public async Task<bool> WasAcceptedAsync(Rejection rejection, CancellationToken stop)
    {
        if (rejection.Project is not { } project)
            return false;
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select 1 from jobs where project = @project and job_id = @JobId and body_hash = @hash)",
            new { project, rejection.JobId, hash = SHA256.HashData(rejection.Body.Span) }, cancellationToken: stop));
    }
}
