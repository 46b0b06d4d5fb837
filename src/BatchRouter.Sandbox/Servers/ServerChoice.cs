using System.Net.Sockets;
using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>The order in which the ways are tried, and the one error when none leads there.</summary>
internal sealed class ServerChoice(SandboxServersOptions options)
{
    // An image may have to be pulled first.
    private static readonly TimeSpan DockerLimit = TimeSpan.FromMinutes(5);
    private readonly List<string> _refused = [];

    /// <exception cref="ServersUnavailableException">No way led to a pair; the message names each way and what would help.</exception>
    public async Task<ServerPair> StartAsync(CancellationToken stop)
    {
        if (OperatingSystem.IsLinux())
            await EndLeftoversAsync(stop);
        return await GivenAsync(stop)
            ?? await DockerAsync(stop)
            ?? (OperatingSystem.IsLinux() ? await InstalledAsync(stop) : Refuse("installed programs: private servers are started on Linux only"))
            ?? throw NoWay();
    }

    [SupportedOSPlatform("linux")]
    private async Task EndLeftoversAsync(CancellationToken stop)
    {
        var home = RunHome.PathFrom(options.Environment);
        if (!Directory.Exists(home))
            return;
        await RunHome.OpenAsync(home, stop);
        await new Leftovers(home, options.Say, options.Time).EndAsync(stop);
    }

    private async Task<ServerPair?> GivenAsync(CancellationToken stop)
    {
        if (GivenPair.FromEnvironment(options.Environment) is not { } pair)
            return Refuse($"{GivenPair.PostgresVariable} and {GivenPair.RabbitMqVariable}: not set");
        try
        {
            await Readiness.GreetAsync(pair.Amqp, stop);
            return pair;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new ServersUnavailableException(
                $"RabbitMQ does not answer at {pair.Amqp.Host}:{pair.Amqp.Port} ({GivenPair.RabbitMqVariable}): {failure.Message}", failure);
        }
    }

    private async Task<ServerPair?> DockerAsync(CancellationToken stop)
    {
        if (DockerEngine.FromEnvironment() is not { } engine)
            return Refuse("Docker: no DOCKER_HOST and no socket in the usual places");
        if (await engine.WhyUnreachableAsync(stop) is { } silence)
            return Refuse($"Docker: {silence}");

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(DockerLimit);
        var run = OperatingSystem.IsLinux() ? await NewRunAsync(stop) : null;
        try
        {
            options.Say("starting PostgreSQL and RabbitMQ in Docker (images not yet here are pulled)");
            return await DockerPair.StartAsync(engine, run, options, patience.Token);
        }
        // An engine can fail in more ways than Testcontainers names; none of them keeps the other ways from being tried.
        catch (Exception failure)
        {
            if (run is not null)
                await run.DeleteAsync(options.Time, CancellationToken.None);
            stop.ThrowIfCancellationRequested();
            var reason = $"Docker: it answers but does not start the servers: {OneLine(failure.Message)}";
            options.Say(reason);
            return Refuse(reason);
        }
    }

    [SupportedOSPlatform("linux")]
    private async Task<ServerPair?> InstalledAsync(CancellationToken stop)
    {
        var programs = InstalledPrograms.Find();
        if (programs.MissingPackages.Count > 0)
        {
            Refuse($"installed programs: {string.Join(" and ", programs.MissingPackages)} not found");
            if ((options.MayInstallPackages ? DebianPackages.WhyNot() : "apt-get: not wanted") is { } reason)
                return Refuse(reason);
            await new DebianPackages(options.Say).InstallAsync(programs.MissingPackages, stop);
            programs = InstalledPrograms.Find();
            if (programs.MissingPackages.Count > 0)
                return Refuse($"apt-get: it installed {string.Join(" and ", programs.MissingPackages)}, but the programs are not where they are looked for");
        }

        return await InstalledPair.StartAsync(programs, await NewRunAsync(stop), options.Time, stop);
    }

    [SupportedOSPlatform("linux")]
    private async Task<RunFolder> NewRunAsync(CancellationToken stop)
    {
        var home = RunHome.PathFrom(options.Environment);
        await RunHome.OpenAsync(home, stop);
        return RunFolder.Create(home);
    }

    private ServerPair? Refuse(string reason)
    {
        _refused.Add(reason);
        return null;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

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
