using System.Globalization;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Way (b): containers. Their host ports are chosen here, so that a stopped container comes back under the same ones.</summary>
internal sealed class DockerPair : ServerPair
{
    public const string PostgresImageVariable = "BATCHROUTER_POSTGRES_IMAGE";
    public const string RabbitMqImageVariable = "BATCHROUTER_RABBITMQ_IMAGE";
    private const string DefaultPostgresImage = "postgres:17";
    private const string DefaultRabbitMqImage = "rabbitmq:4-management";
    private const string User = "batchrouter";
    private const int PostgresPort = 5432;
    private const int AmqpPort = 5672;
    private const int ManagementPort = 15672;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(120);

    private readonly string _password = Password.New();
    private readonly RunFolder? _run;
    private readonly TimeProvider _time;
    private readonly PostgreSqlContainer _postgres;
    private readonly RabbitMqContainer _rabbitMq;

    private DockerPair(DockerEngine engine, RunFolder? run, Func<string, string?> environment, TimeProvider time)
    {
        (_run, _time) = (run, time);
        var ports = LoopbackPorts.Take(3);
        var (postgresName, rabbitMqName) = NameContainers(run);
        // Testcontainers prints its steps on stdout unless told otherwise; stdout belongs to the command's result.
        _postgres = new PostgreSqlBuilder(Image(environment, PostgresImageVariable, DefaultPostgresImage))
            .WithName(postgresName)
            .WithUsername(User).WithPassword(_password).WithDatabase("postgres")
            // Testcontainers switches durability off for speed; here it is what is shown and measured. The last word counts.
            .WithCommand("-c", "fsync=on", "-c", "full_page_writes=on", "-c", "synchronous_commit=on")
            .WithCommand("-c", "max_connections=300", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB")
            .WithCreateParameterModifier(container => Publish(container, engine, (PostgresPort, ports[0])))
            .WithLogger(NullLogger.Instance)
            .Build();
        _rabbitMq = new RabbitMqBuilder(Image(environment, RabbitMqImageVariable, DefaultRabbitMqImage))
            .WithName(rabbitMqName)
            .WithUsername(User).WithPassword(_password)
            .WithEnvironment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-rabbit collect_statistics_interval 1000 -rabbit quorum_tick_interval 1000")
            .WithExposedPort(ManagementPort)
            .WithCreateParameterModifier(container => Publish(container, engine, (AmqpPort, ports[1]), (ManagementPort, ports[2])))
            .WithLogger(NullLogger.Instance)
            .Build();
    }

    public override string Way => "Docker";

    public override NpgsqlConnectionStringBuilder Postgres => new()
    {
        Host = _postgres.Hostname,
        Port = _postgres.GetMappedPublicPort(PostgresPort),
        Username = User,
        Password = _password,
        Database = "postgres",
    };

    public override Uri Amqp => new($"amqp://{User}:{_password}@{_rabbitMq.Hostname}:{_rabbitMq.GetMappedPublicPort(AmqpPort)}");

    public override Uri Management => new($"http://{_rabbitMq.Hostname}:{_rabbitMq.GetMappedPublicPort(ManagementPort)}");

    /// <param name="engine">An engine that answers.</param>
    /// <param name="run">The run's folder, where runs have one; it goes with the containers.</param>
    /// <param name="options">Names the images.</param>
    /// <param name="stop">Gives up; what was made is removed.</param>
    public static async Task<DockerPair> StartAsync(DockerEngine engine, RunFolder? run, SandboxServersOptions options, CancellationToken stop)
    {
        var pair = new DockerPair(engine, run, options.Environment, options.Time);
        try
        {
            await AllOrNone.StartAsync(stop, pair.StartPostgresAsync, pair.StartRabbitMqAsync);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public override Task StopPostgresAsync(CancellationToken stop) => _postgres.StopAsync(stop);

    public override async Task StartPostgresAsync(CancellationToken stop)
    {
        await _postgres.StartAsync(stop);
        await Readiness.WaitAsync("PostgreSQL in Docker", Readiness.OfPostgres(Postgres), () => HasEnded(_postgres), ReadyLimit, _time, stop);
    }

    public override Task StopRabbitMqAsync(CancellationToken stop) => _rabbitMq.StopAsync(stop);

    public override async Task StartRabbitMqAsync(CancellationToken stop)
    {
        await _rabbitMq.StartAsync(stop);
        await Readiness.WaitAsync("RabbitMQ in Docker", Readiness.OfRabbitMq(Amqp, Management), () => HasEnded(_rabbitMq), ReadyLimit, _time, stop);
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_postgres.DisposeAsync().AsTask(), _rabbitMq.DisposeAsync().AsTask());
        await (_run?.DeleteAsync(_time, CancellationToken.None) ?? Task.CompletedTask);
    }

    private static bool HasEnded(IContainer container) => container.State is TestcontainersStates.Exited or TestcontainersStates.Dead;

    // Recorded before they are made, so that the next run finds them even when Testcontainers' own reaper is switched off.
    private static (string Postgres, string RabbitMq) NameContainers(RunFolder? run)
    {
        var prefix = $"batchrouter-{run?.Id ?? Password.New()}";
        var names = ($"{prefix}-postgres", $"{prefix}-rabbitmq");
        run?.RecordContainer("postgres", names.Item1);
        run?.RecordContainer("rabbitmq", names.Item2);
        return names;
    }

    private static string Image(Func<string, string?> environment, string variable, string byDefault) =>
        environment(variable) is { Length: > 0 } image ? image : byDefault;

    private static void Publish(CreateContainerParameters container, DockerEngine engine, params (int Inside, int Outside)[] ports) =>
        container.HostConfig!.PortBindings = ports.ToDictionary(
            port => $"{port.Inside}/tcp",
            IList<PortBinding> (port) =>
            [
                new PortBinding
                {
                    HostIP = engine.SharesLoopback ? "127.0.0.1" : "",
                    HostPort = port.Outside.ToString(CultureInfo.InvariantCulture),
                },
            ]);
}
