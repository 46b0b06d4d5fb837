using Microsoft.Extensions.Hosting;

namespace BatchRouter.IntegrationTests.Servers;

/// <summary>Ends workers of this process.</summary>
internal static class HostEnding
{
    public static async Task EndAsync(this IHost host)
    {
        await host.StopAsync(CancellationToken.None);
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
