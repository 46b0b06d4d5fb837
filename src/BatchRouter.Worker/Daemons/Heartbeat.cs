using BatchRouter.Rescuing;
using BatchRouter.Shipping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Daemons;

/// <summary>The heartbeat's host: first to start, last to stop. Its end gives up whatever did not finish.</summary>
public sealed class Heartbeat(
    HeartbeatRound round, IWorkerLease lease, ClaimedRuns runs, ShippingRound shipping, Drain drain, TimeProvider clock, ILogger<HeartbeatRound> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly Daemon<HeartbeatRound> _beats = new(round, clock, logger);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await round.RunOnceAsync(cancellationToken);
        await _beats.StartAsync(cancellationToken);
    }

    // The daemons claim nothing more and the bus has stopped by now. Jobs that were taken over may use what is left of the drain time;
    // then all that still runs is released. The lease is given up whatever became of the host's own patience.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(FinishAsync(), Task.Delay(drain.Left, clock, CancellationToken.None));
        drain.Release();
        await Task.WhenAny(FinishAsync(), Task.Delay(LastWords, clock, CancellationToken.None));
        await _beats.StopAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(LastWords, clock);
        await lease.EndAsync(patience.Token);
    }

    public void Dispose() => _beats.Dispose();

    private Task FinishAsync() => Task.WhenAll(runs.FinishAsync(), shipping.FinishAsync());
}
