using BatchRouter.Jobs;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Working;

/// <summary>
/// Kills a random worker of a fleet about every 3 s and starts another in its place. Only one that has settled something since its
/// start is killed: otherwise a fleet could be killed for ever without getting on. Works until its end.
/// </summary>
internal sealed class WorkerKiller : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(3.5);

    private readonly WorkerFleet _fleet;
    private readonly LeaseReader _leases;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly Random _chance;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<int, HashSet<JobKey>> _underWay = [];
    private readonly HashSet<int> _hasSettled = [];
    private readonly Task _work;

    private WorkerKiller(WorkerFleet fleet, LeaseReader leases, int seed, TimeProvider clock, Action<string> say)
    {
        (_fleet, _leases, _clock, _say, _chance) = (fleet, leases, clock, say, new Random(seed));
        _work = KillAsync();
    }

    public int Kills { get; private set; }

    /// <param name="fleet">Whom to kill; nobody else replaces its workers meanwhile.</param>
    /// <param name="leases">Tells who has settled something.</param>
    /// <param name="seed">The same seed draws the same lots, for pauses and victims.</param>
    /// <param name="clock">The clock of the pauses.</param>
    /// <param name="say">Takes one line per kill.</param>
    public static WorkerKiller Start(WorkerFleet fleet, LeaseReader leases, int seed, TimeProvider clock, Action<string> say) =>
        new(fleet, leases, seed, clock, say);

    /// <summary>No more kills; whoever is being replaced is replaced.</summary>
    /// <exception cref="InvalidOperationException">A worker ended that was not killed.</exception>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task KillAsync()
    {
        var (pause, since) = (TimeSpan.Zero, _clock.GetTimestamp());
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, _clock, _end.Token);
                await LookAsync(_end.Token);
                if (_clock.GetElapsedTime(since) < pause || Victim() is not { } victim)
                    continue;
                await ReplaceAsync(victim);
                (pause, since) = (LeastPause + (MostPause - LeastPause) * _chance.NextDouble(), _clock.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }

    // A job that was under way in a worker, and has settled while the worker lives, was settled by it.
    private async Task LookAsync(CancellationToken stop)
    {
        if (_fleet.Workers.FirstOrDefault(worker => worker.HasExited) is { } ended)
            throw new InvalidOperationException($"worker process {ended.Id} ended by itself:\n{ended.LastLines}");
        var settled = await _leases.SettledAsync(_underWay.Values.SelectMany(jobs => jobs).ToHashSet(), stop);
        _hasSettled.UnionWith(_underWay.Where(pair => pair.Value.Overlaps(settled)).Select(pair => pair.Key));
        _underWay.Clear();
        foreach (var jobs in await _leases.LeasedAsync(_fleet.Workers.Select(worker => worker.Id).ToList(), stop))
            _underWay[jobs.Key] = [.. jobs];
    }

    private WorkerProcess? Victim()
    {
        var candidates = _fleet.Workers.Where(worker => _hasSettled.Contains(worker.Id)).ToList();
        return candidates.Count == 0 ? null : candidates[_chance.Next(candidates.Count)];
    }

    private async Task ReplaceAsync(WorkerProcess victim)
    {
        var id = victim.Id;
        await _fleet.ReplaceAsync(victim);
        _hasSettled.Remove(id);
        _underWay.Remove(id);
        Kills++;
        _say($"killed worker process {id} ({Kills}), another takes its place");
    }
}
