namespace BatchRouter.Sandbox.Servers;

/// <summary>The order in which the ways are tried, and the one error when none leads there.</summary>
internal sealed class ServerChoice(SandboxServersOptions options)
{
    private readonly List<string> _refused = [];

    public async Task<ServerPair> StartAsync(CancellationToken stop)
    {
        if (OperatingSystem.IsLinux() && RunHome.PathFrom(options.Environment) is var home && Directory.Exists(home))
        {
            await RunHome.OpenAsync(home, stop);
            await new Leftovers(home, options.Say, options.Time).EndAsync(stop);
        }

        return await GivenAsync(stop)
            ?? await InstalledAsync(stop)
            ?? throw NoWay();
    }

    private async Task<ServerPair?> GivenAsync(CancellationToken stop)
    {
        if (GivenPair.FromEnvironment(options.Environment) is not { } pair)
            return null;
        try
        {
            await Readiness.GreetAsync(pair.Amqp, stop);
            return pair;
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            throw new ServersUnavailableException(
                $"RabbitMQ does not answer at {pair.Amqp.Host}:{pair.Amqp.Port} ({GivenPair.RabbitMqVariable}): {failure.Message}", failure);
        }
    }

    private async Task<ServerPair?> InstalledAsync(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            _refused.Add("installed programs: private servers are started on Linux only");
            return null;
        }

        var programs = InstalledPrograms.Find();
        if (programs.MissingPackages.Count > 0)
        {
            _refused.Add($"installed programs: {string.Join(" and ", programs.MissingPackages)} not found");
            return null;
        }

        var home = RunHome.PathFrom(options.Environment);
        await RunHome.OpenAsync(home, stop);
        return await InstalledPair.StartAsync(programs, RunFolder.Create(home), options.Time, stop);
    }

    private ServersUnavailableException NoWay() => new(
        $"""
        No PostgreSQL and RabbitMQ to work with. Tried:
          {string.Join($"{Environment.NewLine}  ", _refused)}
        One of these helps:
          set {GivenPair.PostgresVariable} and {GivenPair.RabbitMqVariable} to connection strings of servers that run;
          start Docker, or point DOCKER_HOST to one;
          install PostgreSQL and RabbitMQ (on Debian and Ubuntu: apt-get install postgresql rabbitmq-server);
          on Debian and Ubuntu, run this as root: it installs them by itself.
        """);
}
