using Microsoft.Extensions.Hosting;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>
/// The server stops when its owner disposes of it. The usual lifetime would stop it at Ctrl-C, while the workers
/// of the same demo still finish the calls they have paid for.
/// </summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
