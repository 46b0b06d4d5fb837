using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>A pair of servers for the cells alone: they are stopped under their clients, and no other test may be among those.</summary>
public sealed class ChaosServers : IAsyncLifetime
{
    public SandboxServers Servers { get; private set; } = null!;

    /// <summary>Given servers are not ours to stop.</summary>
    public static bool MayStop => Environment.GetEnvironmentVariable("BATCHROUTER_POSTGRES") is not { Length: > 0 };

    public async ValueTask InitializeAsync() =>
        Servers = await SandboxServers.StartAsync(new SandboxServersOptions { Say = Console.Error.WriteLine }, CancellationToken.None);

    public ValueTask DisposeAsync() => Servers?.DisposeAsync() ?? ValueTask.CompletedTask;
}
