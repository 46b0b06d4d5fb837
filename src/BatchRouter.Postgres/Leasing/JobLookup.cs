using BatchRouter.Jobs;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Whether a job has its row.</summary>
public sealed class JobLookup(NpgsqlDataSource postgres)
{
    public async Task<bool> ExistsAsync(JobKey key, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select 1 from jobs where project = @Project and job_id = @JobId)", new { key.Project, key.JobId }, cancellationToken: stop));
    }
}
