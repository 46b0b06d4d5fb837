using BatchRouter.Forecasting;
using Microsoft.Extensions.Hosting;

namespace BatchRouter.Worker.Daemons;

/// <summary>Reads what was learned before the bus starts: the first job after a restart is decided as the last one before it was.</summary>
public sealed class LearnedStart(LearnedRound round) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => round.RunOnceAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
