using BatchRouter.Rescuing;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>This process's one heartbeat row, on Postgres' clock. Every lease of its jobs hangs on it.</summary>
public sealed class WorkerLease(NpgsqlDataSource postgres, Guid workerId) : IWorkerLease
{
    private const string BeatSql = """
        insert into workers (worker_id, host, process_id) values (@workerId, @host, @processId)
        on conflict (worker_id) do update set heartbeat_at = now()
        """;

    private const string EndSql = "update workers set ended_at = now() where worker_id = @workerId and ended_at is null";

    public Guid WorkerId => workerId;

    /// <summary>Says that this worker lives; the first call enters it.</summary>
    public async Task BeatAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            BeatSql, new { workerId, host = Environment.MachineName, processId = Environment.ProcessId }, commandTimeout: 5, cancellationToken: stop));
    }

    /// <summary>Gives every lease up at once: what is not finished may be taken over now, and is no rescue.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(EndSql, new { workerId }, commandTimeout: 5, cancellationToken: stop));
    }
}
