using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads how the database itself stands.</summary>
public sealed class ServerState(NpgsqlDataSource postgres)
{
    private const string WorkersSql = """
        select count(*) filter (where heartbeat_at > now() - @within::interval) as live, count(*) as unended, max(heartbeat_at) as last_heartbeat_at
        from workers where ended_at is null
        """;

    /// <summary>The server's version and its clock.</summary>
    public async Task<(string Version, DateTimeOffset Now)> LookAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        return (connection.PostgreSqlVersion.ToString(), new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(stop))!));
    }

    /// <summary>Workers that gave a heartbeat within that time.</summary>
    public async Task<WorkersState> WorkersAsync(TimeSpan within, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.QuerySingleAsync<WorkersState>(new CommandDefinition(WorkersSql, new { within }, cancellationToken: stop));
    }
}

/// <summary>The workers' heartbeats.</summary>
public sealed record WorkersState
{
    public long Live { get; init; }

    /// <summary>Live ones, and those that ended without saying so.</summary>
    public long Unended { get; init; }

    public DateTime? LastHeartbeatAt { get; init; }
}
