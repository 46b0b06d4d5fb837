namespace BatchRouter.Cli.Working;

/// <summary>Worker processes that live and end together.</summary>
internal sealed class WorkerFleet : IAsyncDisposable
{
    private readonly List<WorkerProcess> _workers = [];

    public static WorkerFleet Start(
        int count, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string>? log)
    {
        var fleet = new WorkerFleet();
        for (var i = 0; i < count; i++)
            fleet._workers.Add(WorkerProcess.Start(arguments, environment, log));
        return fleet;
    }

    public Task ReadyAsync(CancellationToken stop) => Task.WhenAll(_workers.Select(worker => worker.Ready)).WaitAsync(stop);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_workers.Select(worker => worker.DisposeAsync().AsTask()));
}
