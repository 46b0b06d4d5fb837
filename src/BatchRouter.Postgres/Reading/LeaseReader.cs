using BatchRouter.Jobs;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads what worker processes of this machine have under way. A settled job no longer names its worker, so this must be asked before.</summary>
public sealed class LeaseReader(NpgsqlDataSource postgres)
{
    private const string LeasedSql = """
        select w.process_id as ProcessId, j.project as Project, j.job_id as JobId
        from jobs j join workers w using (worker_id)
        where j.state in ('received', 'running') and w.ended_at is null and w.process_id = any(@processIds)
        """;

    private const string SettledSql = """
        select j.project as Project, j.job_id as JobId
        from unnest(@projects, @jobIds) as u(project, job_id) join jobs j using (project, job_id)
        where j.state = 'settled'
        """;

    /// <summary>Jobs under way, each with the process that holds its lease.</summary>
    public async Task<ILookup<int, JobKey>> LeasedAsync(IReadOnlyCollection<int> processIds, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var rows = await connection.QueryAsync<(int ProcessId, string Project, Guid JobId)>(
            new CommandDefinition(LeasedSql, new { processIds = processIds.ToArray() }, cancellationToken: stop));
        return rows.ToLookup(row => row.ProcessId, row => new JobKey(row.Project, row.JobId));
    }

    /// <summary>Those of the jobs that have settled by now.</summary>
    public async Task<IReadOnlySet<JobKey>> SettledAsync(IReadOnlyCollection<JobKey> jobs, CancellationToken stop)
    {
        if (jobs.Count == 0)
            return new HashSet<JobKey>();
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var rows = await connection.QueryAsync<(string Project, Guid JobId)>(new CommandDefinition(
            SettledSql,
            new { projects = jobs.Select(job => job.Project).ToArray(), jobIds = jobs.Select(job => job.JobId).ToArray() },
            cancellationToken: stop));
        return rows.Select(row => new JobKey(row.Project, row.JobId)).ToHashSet();
    }
}
