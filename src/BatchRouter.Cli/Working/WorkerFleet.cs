namespace BatchRouter.Cli.Working;

/// <summary>Worker processes that live and end together.</summary>
internal sealed class WorkerFleet : IAsyncDisposable
{
    private readonly List<WorkerProcess> _workers = [];
    private readonly Func<WorkerProcess> _start;

    private WorkerFleet(Func<WorkerProcess> start) => _start = start;

    /// <summary>Those in their places now; a replaced one is no longer among them.</summary>
    public IReadOnlyList<WorkerProcess> Workers => _workers;

    public static WorkerFleet Start(
        int count, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string>? log)
    {
        var fleet = new WorkerFleet(() => WorkerProcess.Start(arguments, environment, log));
        for (var i = 0; i < count; i++)
            fleet._workers.Add(fleet._start());
        return fleet;
    }

    public Task ReadyAsync(CancellationToken stop) => Task.WhenAll(_workers.Select(worker => worker.Ready)).WaitAsync(stop);

    /// <summary>SIGKILL for one worker, and at once another in its place; it is not yet ready then.</summary>
    public async Task ReplaceAsync(WorkerProcess victim)
    {
        var place = _workers.IndexOf(victim);
        await victim.KillAsync();
        _workers[place] = _start();
        await victim.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_workers.Select(worker => worker.DisposeAsync().AsTask()));
}
