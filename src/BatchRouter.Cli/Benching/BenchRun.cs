using System.Security.Cryptography;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Sandbox.Servers;
using Npgsql;

namespace BatchRouter.Cli.Benching;

/// <summary>Interleaved rounds of the floor and of BatchRouter on the same servers, each with a database and a virtual host of its own.</summary>
internal sealed class BenchRun(int jobs, int rounds, bool withBudgets, Screen screen, TimeProvider clock)
{
    private const int WarmUpJobs = 1_000;

    public async Task<BenchResult> RunAsync(CancellationToken stop)
    {
        await using var servers = await SandboxServers.StartAsync(new SandboxServersOptions { Say = screen.Say, Time = clock }, stop);
        await FloorAsync(servers, Math.Min(jobs, WarmUpJobs), stop);
        await RouterAsync(servers, Math.Min(jobs, WarmUpJobs), withBudgets, stop);
        var (floor, ours, budgeted) = (new List<double>(), new List<RouterFigures>(), new List<RouterFigures>());
        for (var round = 1; round <= rounds; round++)
        {
            floor.Add(await FloorAsync(servers, jobs, stop));
            // Turn about, so that neither is always the second.
            var isFirst = round % 2 == 1;
            if (withBudgets && !isFirst)
                budgeted.Add(await RouterAsync(servers, jobs, true, stop));
            ours.Add(await RouterAsync(servers, jobs, false, stop));
            if (withBudgets && isFirst)
                budgeted.Add(await RouterAsync(servers, jobs, true, stop));
            screen.Say($"round {round} of {rounds}: floor {floor[^1]:0} jobs/s, BatchRouter {ours[^1].JobsPerSecond:0} jobs/s"
                + (withBudgets ? $", under budgets {budgeted[^1].JobsPerSecond:0} jobs/s" : ""));
        }

        return new BenchResult
        {
            Jobs = jobs,
            Rounds = rounds,
            FloorJobsPerSecond = Median(floor),
            JobsPerSecond = Median(ours.Select(figures => figures.JobsPerSecond)),
            Ratio = Ratio(ours.Zip(floor, (figures, plain) => figures.JobsPerSecond / plain)),
            Budgets = withBudgets ? Budgets(ours, budgeted) : null,
            BudgetsRatio = withBudgets ? Ratio(budgeted.Zip(ours, (under, without) => under.JobsPerSecond / without.JobsPerSecond)) : null,
            FloorByRound = floor.Select(value => Math.Round(value, 1)).ToList(),
            ByRound = ours.Select(figures => Math.Round(figures.JobsPerSecond, 1)).ToList(),
            PublishedPerSecond = Median(ours.Select(figures => figures.PublishedPerSecond)),
            UrgentStartMs = Median(ours.Select(figures => figures.UrgentStartMs)),
            RowsWrittenPerJob = Median(ours.Select(figures => figures.RowsPerJob)),
            JobsPerCommit = Median(ours.Select(figures => figures.JobsPerCommit)),
            ProcessorMicrosecondsPerJob = Median(ours.Select(figures => figures.ProcessorMicroseconds)),
            Servers = servers.Choice,
        };
    }

    private Task<double> FloorAsync(SandboxServers servers, int count, CancellationToken stop) =>
        OnOwnServersAsync(servers, (postgres, rabbitMq) => new FloorRound(postgres, rabbitMq, clock).RunAsync(count, stop), stop);

    private Task<RouterFigures> RouterAsync(SandboxServers servers, int count, bool underBudgets, CancellationToken stop) =>
        OnOwnServersAsync(servers, async (postgres, rabbitMq) =>
        {
            await using (var source = PostgresConnections.ForReading(postgres))
            {
                await new Migrator(source).MigrateAsync(stop);
                if (underBudgets)
                    await BenchWork.SetBudgetsAsync(source, clock, stop);
            }

            return await new RouterRound(postgres, rabbitMq, clock).RunAsync(count, stop);
        }, stop);

    private static async Task<T> OnOwnServersAsync<T>(SandboxServers servers, Func<string, Uri, Task<T>> measure, CancellationToken stop)
    {
        var name = $"bench_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var postgres = await servers.CreateDatabaseAsync(name, stop);
        var rabbitMq = await servers.CreateVirtualHostAsync(name, stop);
        try
        {
            return await measure(postgres, rabbitMq);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await servers.DeleteVirtualHostAsync(name, CancellationToken.None);
            await servers.DropDatabaseAsync(name, CancellationToken.None);
        }
    }

    private static BudgetsFigures Budgets(List<RouterFigures> ours, List<RouterFigures> budgeted) => new(
        Median(budgeted.Select(figures => figures.JobsPerSecond)),
        budgeted.Select(figures => Math.Round(figures.JobsPerSecond, 1)).ToList(),
        Median(budgeted.Select(figures => figures.JobsPerCommit)),
        Median(budgeted.Zip(ours, (under, without) => under.ProcessorMicroseconds - without.ProcessorMicroseconds)));

    private static double Ratio(IEnumerable<double> ratios) => Math.Round(Median(ratios.Select(ratio => ratio * 1000)) / 1000, 3);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return Math.Round(sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, 1);
    }
}
