using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// One PostgreSQL and one RabbitMQ, however they were had. Each way is a file of its own:
/// <see cref="GivenPair"/>, <see cref="DockerPair"/>, <see cref="InstalledPair"/>.
/// </summary>
internal abstract class ServerPair : IAsyncDisposable
{
    /// <summary>The way in a few words, the first half of <see cref="SandboxServers.Choice"/>.</summary>
    public abstract string Way { get; }

    /// <summary>A connection that may create databases.</summary>
    public abstract NpgsqlConnectionStringBuilder Postgres { get; }

    /// <summary>A URI with credentials that may administer virtual hosts; its own virtual host is not used.</summary>
    public abstract Uri Amqp { get; }

    /// <summary>The root of RabbitMQ's management API.</summary>
    public abstract Uri Management { get; }

    public abstract Task StopPostgresAsync(CancellationToken stop);

    public abstract Task StartPostgresAsync(CancellationToken stop);

    public abstract Task StopRabbitMqAsync(CancellationToken stop);

    public abstract Task StartRabbitMqAsync(CancellationToken stop);

    public abstract ValueTask DisposeAsync();
}
