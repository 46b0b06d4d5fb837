using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// The PostgreSQL and the RabbitMQ of one command or one test run: had in whatever way this machine allows, and ended with it.
/// <see cref="ServerChoice"/> tells the order of the ways.
/// </summary>
public sealed class SandboxServers : IAsyncDisposable
{
    private readonly ServerPair _pair;
    private readonly PostgresDatabases _databases;
    private readonly RabbitMqManagement _management;

    private SandboxServers(ServerPair pair)
    {
        _pair = pair;
        _databases = new PostgresDatabases(pair.Postgres);
        _management = new RabbitMqManagement(pair.Management, pair.Amqp);
    }

    /// <summary>What was chosen, with versions: "installed programs: PostgreSQL 15.18, RabbitMQ 3.10.8".</summary>
    public string Choice { get; private set; } = "";

    /// <exception cref="ServersUnavailableException">No way led to a pair of servers.</exception>
    public static async Task<SandboxServers> StartAsync(SandboxServersOptions options, CancellationToken stop)
    {
        var started = options.Time.GetTimestamp();
        var servers = new SandboxServers(await new ServerChoice(options).StartAsync(stop));
        try
        {
            servers.Choice = $"{servers._pair.Way}: PostgreSQL {await servers._databases.VersionAsync(stop)}, "
                + $"RabbitMQ {await servers.RabbitMqVersionAsync(stop)}";
            options.Say($"servers: {servers.Choice}, ready after {options.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
            return servers;
        }
        catch (NpgsqlException failure)
        {
            await servers.DisposeAsync();
            throw new ServersUnavailableException($"PostgreSQL ({servers._pair.Way}) takes no connection: {failure.Message}", failure);
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <param name="name">1 to 63 lower-case letters, digits and underscores.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The new database's connection string.</returns>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken stop) => _databases.CreateAsync(new ServerObjectName(name), stop);

    /// <summary>Drops the database under whoever is still connected; one that is not there is no error.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken stop) => _databases.DropAsync(new ServerObjectName(name), stop);

    /// <param name="name">1 to 63 lower-case letters, digits and underscores.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>An AMQP URI with credentials and the virtual host.</returns>
    public async Task<Uri> CreateVirtualHostAsync(string name, CancellationToken stop)
    {
        var virtualHost = new ServerObjectName(name);
        await _management.CreateVirtualHostAsync(virtualHost.Value, stop);
        return new UriBuilder(_pair.Amqp) { Path = virtualHost.Value }.Uri;
    }

    /// <summary>Deletes the virtual host with its queues; one that is not there is no error.</summary>
    public Task DeleteVirtualHostAsync(string name, CancellationToken stop) =>
        _management.DeleteVirtualHostAsync(new ServerObjectName(name).Value, stop);

    /// <summary>A broker that lost everything, and came back empty under the same name.</summary>
    public async Task WipeVirtualHostAsync(string name, CancellationToken stop)
    {
        await DeleteVirtualHostAsync(name, stop);
        await CreateVirtualHostAsync(name, stop);
    }

    /// <summary>Messages ready and unacknowledged, by queue. The broker's count is about a second old.</summary>
    public Task<IReadOnlyDictionary<string, long>> QueueDepthsAsync(string virtualHost, CancellationToken stop) =>
        _management.QueueDepthsAsync(new ServerObjectName(virtualHost).Value, stop);

    /// <summary>Stops PostgreSQL in order, under its clients; its port and data stay for <see cref="StartPostgresAsync"/>.</summary>
    /// <exception cref="NotSupportedException">The servers were given by the environment.</exception>
    public Task StopPostgresAsync(CancellationToken stop) => _pair.StopPostgresAsync(stop);

    /// <inheritdoc cref="StopPostgresAsync"/>
    public Task StartPostgresAsync(CancellationToken stop) => _pair.StartPostgresAsync(stop);

    /// <summary>Stops RabbitMQ in order, under its clients; its ports and data stay for <see cref="StartRabbitMqAsync"/>.</summary>
    /// <exception cref="NotSupportedException">The servers were given by the environment.</exception>
    public Task StopRabbitMqAsync(CancellationToken stop) => _pair.StopRabbitMqAsync(stop);

    /// <inheritdoc cref="StopRabbitMqAsync"/>
    public Task StartRabbitMqAsync(CancellationToken stop) => _pair.StartRabbitMqAsync(stop);

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        await _pair.DisposeAsync();
    }

    // Servers given by the environment may do without the management API until somebody asks for a virtual host.
    private async Task<string> RabbitMqVersionAsync(CancellationToken stop)
    {
        try
        {
            return await _management.VersionAsync(stop);
        }
        catch (ServersUnavailableException) when (_pair is GivenPair)
        {
            return "(management API not reachable: no virtual hosts can be made)";
        }
    }
}
