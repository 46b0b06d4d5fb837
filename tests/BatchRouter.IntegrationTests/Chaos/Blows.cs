using BatchRouter.Cli.Working;
using BatchRouter.Sandbox.Servers;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>What is done to workers that they must stand without anybody's help.</summary>
internal static class Blows
{
    private static readonly TimeSpan TerminateEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends random connections of workers until told to stop.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> TerminateConnectionsAsync(ChaosCell cell, CancellationToken end)
    {
        const string Others = "select pid from pg_stat_activity where datname = current_database() and application_name = 'batchrouter worker' order by pid";
        var (chance, ended) = (new Random(cell.Seed), 0);
        try
        {
            while (true)
            {
                await Task.Delay(TerminateEvery, TimeProvider.System, end);
                var connections = await cell.ListAsync<int>(Others, end);
                if (connections.Count > 0 && await cell.ScalarAsync<bool>("select pg_terminate_backend(@pid)", end, new { pid = connections[chance.Next(connections.Count)] }))
                    ended++;
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return ended;
        }
    }

    /// <summary>
    /// Stops a worker (SIGSTOP) that has calls under way, until its lease is over and others have taken all its jobs; then lets it go on.
    /// </summary>
    /// <returns>Its attempts that the others took for lost.</returns>
    public static async Task<IReadOnlyList<Guid>> PausePastLeaseAsync(ChaosCell cell, WorkerProcess worker, CancellationToken stop)
    {
        var running = $"attempts a join jobs j using (project, job_id) join workers w on w.worker_id = j.worker_id where a.state = 'started' and w.process_id = {worker.Id}";
        await cell.CountAsync(running, count => count >= Math.Min(3, ChaosSize.Concurrency), stop);
        Posix.Send(Signal.Stop, worker.Id);
        try
        {
            var attempts = await cell.ListAsync<Guid>($"select a.attempt_id from {running}", stop);
            await cell.CountAsync($"jobs j join workers w using (worker_id) where j.state in ('received', 'running') and w.process_id = {worker.Id}", count => count == 0, stop);
            return await cell.ListAsync<Guid>(
                "select attempt_id from attempts where attempt_id = any(@attempts) and state = 'unknown' and failure = 'lease_lost'", stop, new { attempts });
        }
        finally
        {
            Posix.Send(Signal.Continue, worker.Id);
        }
    }
}
