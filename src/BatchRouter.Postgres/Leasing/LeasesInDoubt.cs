using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>
/// Leases that this worker may hold though nobody runs their jobs: the reply to a claim's commit, or to an abandonment, was lost.
/// Safe for many claimers at once: abandoning a lease twice, or one that never was, changes nothing.
/// </summary>
internal sealed class LeasesInDoubt(NpgsqlDataSource postgres, Guid workerId)
{
    // The commit in doubt may still be under way: its claim holds the row's lock, and whoever has the lock knows how it ended.
    // Without it the row would be judged as it was before the claim, and the claim would then come true unseen.
    private const string LockSql = "select 1 from jobs where project = $1 and job_id = $2 for update";

    private const string AbandonSql = """
        update jobs set worker_id = null, fence = fence + 1
        where project = $1 and job_id = $2 and fence = $3 and worker_id = $4 and ended_at is null
        """;

    private readonly Lock _lock = new();
    private readonly HashSet<Lease> _leases = [];

    /// <summary>Not before the commit failed: while it is under way, another claimer would abandon what is about to be run.</summary>
    public void Remember(IEnumerable<Lease> leases)
    {
        lock (_lock)
            _leases.UnionWith(leases);
    }

    /// <summary>Abandons what is in doubt; where that fails, it stays in doubt.</summary>
    public async Task ResolveAsync(CancellationToken stop)
    {
        foreach (var lease in Copy())
        {
            await WriteAsync(lease, stop);
            lock (_lock)
                _leases.Remove(lease);
        }
    }

    /// <summary>Abandons one lease; where that fails, it is in doubt.</summary>
    public async Task AbandonAsync(Lease lease, CancellationToken stop)
    {
        try
        {
            await WriteAsync(lease, stop);
        }
        catch
        {
            Remember([lease]);
            throw;
        }
    }

    private Lease[] Copy()
    {
        lock (_lock)
            return [.. _leases];
    }

    // One transaction of two statements: the second sees what was committed until the first had the lock.
    private async Task WriteAsync(Lease lease, CancellationToken stop)
    {
        await using var batch = postgres.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LockSql) { Parameters = { Project(lease), JobId(lease) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AbandonSql)
        {
            Parameters =
            {
                Project(lease), JobId(lease), new NpgsqlParameter<long> { TypedValue = lease.Fence }, new NpgsqlParameter<Guid> { TypedValue = workerId },
            },
        });
        await batch.ExecuteNonQueryAsync(stop);
    }

    private static NpgsqlParameter<string> Project(Lease lease) => new() { TypedValue = lease.Key.Project };

    private static NpgsqlParameter<Guid> JobId(Lease lease) => new() { TypedValue = lease.Key.JobId };
}
