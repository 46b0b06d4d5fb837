using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// A RabbitMQ of our own: data, cookie, configuration and port mapper (epmd) in its folder, every listener on loopback.
/// Works with 3.10 and with 4.x: only settings that both know.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivateRabbitMq
{
    private const string Name = "rabbitmq";
    private const string EpmdName = "epmd";
    private const string User = "batchrouter";

    // Milliseconds between the counts that a quorum queue reports of itself; it has no name in rabbitmq.conf.
    private const string AdvancedSettings = "[{rabbit, [{quorum_tick_interval, 1000}]}].\n";
    private static readonly TimeSpan EpmdStartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly RunFolder _run;
    private readonly ServerCommand _epmdCommand;
    private readonly ServerCommand _command;
    private readonly int _epmdPort;
    private readonly TimeProvider _time;
    private ServerProcess? _epmd;
    private ServerProcess? _process;

    private PrivateRabbitMq(RunFolder run, InstalledPrograms programs, UnixUser? user, TimeProvider time)
    {
        var ports = LoopbackPorts.Take(4);
        var password = Password.New();
        var folder = run.MakeServerFolder(Name, user);
        RunFolder.WriteServerFile(folder, "rabbitmq.conf", Settings(ports[0], ports[1], password), user);
        RunFolder.WriteServerFile(folder, "enabled_plugins", "[rabbitmq_management].\n", user);
        RunFolder.WriteServerFile(folder, "advanced.config", AdvancedSettings, user);
        RunFolder.WriteServerFile(folder, "rabbitmq-env.conf", "", user);

        (_run, _epmdPort, _time) = (run, ports[3], time);
        Amqp = new Uri($"amqp://{User}:{password}@127.0.0.1:{ports[0]}");
        Management = new Uri($"http://127.0.0.1:{ports[1]}");
        var environment = Variables(folder, distributionPort: ports[2], epmdPort: ports[3]);
        _epmdCommand = new ServerCommand(EpmdName, user, folder, environment, [programs.Epmd!, "-port", $"{_epmdPort}", "-address", "127.0.0.1"]);
        _command = new ServerCommand(Name, user, folder, environment, [programs.RabbitMqServer!]);
    }

    /// <summary>At once, for a broker (and its epmd) whose data is deleted next: an orderly stop takes six seconds.</summary>
    public static IReadOnlyList<EndStep> Discard { get; } = [new(Signal.Kill, TimeSpan.FromSeconds(5))];

    private static EndStep[] Stop => [new(Signal.Terminate, TimeSpan.FromSeconds(60)), .. Discard];

    public Uri Amqp { get; }

    public Uri Management { get; }

    /// <summary>Writes its folder; <see cref="StartAsync"/> starts it.</summary>
    public static async Task<PrivateRabbitMq> PrepareAsync(InstalledPrograms programs, RunFolder run, TimeProvider time, CancellationToken stop) =>
        new(run, programs, await UnixUser.ForServerAsync(Name, run, stop), time);

    public async Task StartAsync(CancellationToken stop)
    {
        // Our own port mapper, in the foreground: the one that Erlang would start for itself outlives every node and is nobody's child.
        if (_epmd is null or { HasEnded: true })
        {
            _epmd = ServerProcess.Start(_run, _epmdCommand);
            await _epmd.WaitUntilReadyAsync("Erlang's epmd", ReachEpmdAsync, EpmdStartLimit, _time, stop);
        }

        _process = ServerProcess.Start(_run, _command);
        await _process.WaitUntilReadyAsync("RabbitMQ", Readiness.OfRabbitMq(Amqp, Management), StartLimit, _time, stop);
    }

    public Task StopAsync(CancellationToken stop) => _process?.EndAsync(Stop, _time, stop) ?? Task.CompletedTask;

    public async Task EndAsync()
    {
        await (_process?.EndAsync(Discard, _time, CancellationToken.None) ?? Task.CompletedTask);
        await (_epmd?.EndAsync(Discard, _time, CancellationToken.None) ?? Task.CompletedTask);
    }

    public void EndNow()
    {
        _process?.Send(Signal.Kill);
        _epmd?.Send(Signal.Kill);
    }

    private async Task ReachEpmdAsync(CancellationToken stop)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", _epmdPort, stop);
    }

    private static Dictionary<string, string> Variables(string folder, int distributionPort, int epmdPort) => new(ServerEnvironment.At(folder))
    {
        ["ERL_EPMD_PORT"] = $"{epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = "batchrouter@localhost",
        ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(folder, "advanced.config"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "rabbitmq-env.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        // With "input allowed" the start script becomes the node instead of watching over it: one process, whose id we know.
        // Then -noinput and "+B i" (ignore interrupts) are ours to give.
        ["RABBITMQ_ALLOW_INPUT"] = "1",
        ["RABBITMQ_SERVER_START_ARGS"] = "-noinput +B i",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
    };

    private static string Settings(int amqpPort, int managementPort, string password) => $"""
        listeners.tcp.1 = 127.0.0.1:{amqpPort}
        management.tcp.ip = 127.0.0.1
        management.tcp.port = {managementPort}
        default_user = {User}
        default_pass = {password}
        # Milliseconds; the default of 5,000 would make every question about a queue's depth wait as long.
        collect_statistics_interval = 1000

        """;
}
