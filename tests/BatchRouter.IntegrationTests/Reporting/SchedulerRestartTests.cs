using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Sandbox.Servers;
using Dapper;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>A scheduler under a Postgres of its own that goes away and comes back.</summary>
public sealed class SchedulerRestartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_PostgresIsAwayForAWhile_Should_GoOnRollingUp()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("BATCHROUTER_POSTGRES") is { Length: > 0 }, "Given servers are not ours to stop.");
        await using var servers = await SandboxServers.StartAsync(new SandboxServersOptions { Say = Console.Error.WriteLine }, Stop);
        var postgres = await servers.CreateDatabaseAsync("scheduler", Stop);
        await using var source = PostgresConnections.ForReading(postgres);
        await new Migrator(source).MigrateAsync(Stop);
        var missed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scheduler = WorkerProcess.Start(
            ["--rollup-seconds", "1", "--check-in-seconds", "2"], new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = postgres },
            log: line => _ = line.Contains("Error managing cluster", StringComparison.Ordinal) && missed.TrySetResult(), role: "scheduler");
        await scheduler.Ready.WaitAsync(Patience, Stop);
        await new LedgerRows(source).ChargedAsync(1);
        await Eventually.IsTrueAsync(async () => await RolledUpAsync(source) == 1, Patience, Stop);

        await servers.StopPostgresAsync(Stop);
        await missed.Task.WaitAsync(Patience, Stop);
        await servers.StartPostgresAsync(Stop);
        // This pool has connections of the server that went away.
        await using var again = PostgresConnections.ForReading(postgres);
        await new LedgerRows(again).ChargedAsync(2);

        await Eventually.IsTrueAsync(async () => await RolledUpAsync(again) == 3, Patience, Stop);
        Assert.False(scheduler.HasExited);
    }

    private static async Task<long> RolledUpAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync(Stop);
        return await connection.ExecuteScalarAsync<long>("select coalesce(sum(amount_nano_usd), 0)::bigint from rollup_days");
    }
}
