using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Creates and drops databases over a pair's administrative connection.</summary>
internal sealed class PostgresDatabases(NpgsqlConnectionStringBuilder administrator)
{
    // One connection at a time, now and then: a pool would keep it open while the server is stopped on purpose.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(administrator.ConnectionString) { Pooling = false }.ConnectionString;

    public async Task<string> VersionAsync(CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand("select current_setting('server_version'), current_setting('fsync')", connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var version = reader.GetString(0).Split(' ')[0];
        // A number measured without fsync promises what the server does not keep: the reader of the number must see it.
        return reader.GetString(1) == "on" ? version : $"{version} (fsync off: not durable)";
    }

    /// <returns>The connection string of the new database.</returns>
    public async Task<string> CreateAsync(ServerObjectName name, CancellationToken stop)
    {
        await ExecuteAsync($"create database {name.Quoted}", stop);
        return new NpgsqlConnectionStringBuilder(administrator.ConnectionString) { Database = name.Value }.ConnectionString;
    }

    /// <summary>Drops the database and whoever is connected to it; one that is not there is no error.</summary>
    public Task DropAsync(ServerObjectName name, CancellationToken stop) =>
        ExecuteAsync($"drop database if exists {name.Quoted} with (force)", stop);

    private async Task ExecuteAsync(string statement, CancellationToken stop)
    {
        await using var connection = await OpenAsync(stop);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
