using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Sandbox.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(ServersFixture))]

namespace BatchRouter.IntegrationTests.Servers;

/// <summary>
/// One pair of servers for the whole test run, started by the first test that asks. Each test class asks for a database and a
/// virtual host of its own.
/// </summary>
public sealed partial class ServersFixture : IAsyncDisposable
{
    private const int LongestName = 40;
    private readonly Lock _lock = new();
    private Task<SandboxServers>? _servers;

    /// <summary>The pair itself, for tests of many databases or virtual hosts. Do not stop a server of it: others work with it.</summary>
    public Task<SandboxServers> ServersAsync()
    {
        lock (_lock)
            // No test's cancellation may end what all tests share.
            return _servers ??= SandboxServers.StartAsync(new SandboxServersOptions { Say = Console.Error.WriteLine }, CancellationToken.None);
    }

    /// <summary>A new database and a new virtual host, named for the class and a random suffix.</summary>
    public async Task<ClassServers> CreateAsync(string className, CancellationToken stop = default)
    {
        var servers = await ServersAsync();
        var plain = NotAllowed().Replace(className.ToLowerInvariant(), "_");
        var name = $"t_{plain[..Math.Min(plain.Length, LongestName)]}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var postgres = servers.CreateDatabaseAsync(name, stop);
        var amqp = servers.CreateVirtualHostAsync(name, stop);
        return new ClassServers(servers, name, await postgres, await amqp);
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is { IsCompletedSuccessfully: true })
            await (await _servers).DisposeAsync();
    }

    [GeneratedRegex("[^a-z0-9_]")]
    private static partial Regex NotAllowed();
}

/// <summary>What one test class works with.</summary>
/// <param name="Servers">The shared pair, for queue depths and the like.</param>
/// <param name="Name">The name of both the database and the virtual host.</param>
/// <param name="Postgres">The connection string of the database.</param>
/// <param name="Amqp">The AMQP URI with credentials and virtual host.</param>
public sealed record ClassServers(SandboxServers Servers, string Name, string Postgres, Uri Amqp) : IAsyncDisposable
{
    /// <summary>Gives both back early; otherwise they end with the servers.</summary>
    public async ValueTask DisposeAsync()
    {
        await Servers.DeleteVirtualHostAsync(Name, CancellationToken.None);
        await Servers.DropDatabaseAsync(Name, CancellationToken.None);
    }
}
