using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Servers;
using BatchRouter.Worker;
using BatchRouter.Worker.Messaging;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Servers that go away and come back, under a worker of their own pair.</summary>
public sealed class RestartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Trap: a worker exits when Postgres restarts (pg-boss in a public chaos run).
    [Fact]
    public async Task When_PostgresAndTheBrokerRestart_Should_LoseNothingAndBuyNothingTwice()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("BATCHROUTER_POSTGRES") is { Length: > 0 }, "Given servers are not ours to stop.");
        await using var servers = await SandboxServers.StartAsync(new SandboxServersOptions { Say = Console.Error.WriteLine }, Stop);
        var postgres = await servers.CreateDatabaseAsync("restart", Stop);
        var amqp = await servers.CreateVirtualHostAsync("restart", Stop);
        await using var source = PostgresConnections.ForReading(postgres);
        await new Migrator(source).MigrateAsync(Stop);
        var models = new AnsweringClient
        {
            Answer = async (_, stop) =>
            {
                await Task.Delay(200, stop);
                return AnsweringClient.Reply("4");
            },
        };
        using var host = WorkerHost.Build(Options(postgres, amqp), services => services.AddSingleton<IModelClient>(models), LogLevel.Critical);
        await host.StartAsync(Stop);
        var confirmed = new System.Collections.Concurrent.ConcurrentBag<Guid>();

        await PublishAsync(amqp, 1_500, confirmed);
        await servers.StopPostgresAsync(Stop);
        await PublishAsync(amqp, 100, confirmed);
        await servers.StartPostgresAsync(Stop);
        await Eventually.IsTrueAsync(async () => await CountAsync(source, "jobs where state = 'settled'") >= 200, TimeSpan.FromSeconds(30), Stop);
        await servers.StopRabbitMqAsync(Stop);
        await servers.StartRabbitMqAsync(Stop);
        await PublishAsync(amqp, 100, confirmed);

        Assert.Equal(1_700, confirmed.Count);
        await Eventually.IsTrueAsync(async () => await CountAsync(source, "jobs where state = 'settled'") == 1_700, TimeSpan.FromSeconds(90), Stop);
        Assert.Equal(1_700, await CountAsync(source, "attempts"));
        Assert.Equal(1_700, await CountAsync(source, "entries"));
        await Eventually.IsTrueAsync(async () => await CountAsync(source, "jobs where announced_at is null") == 0, TimeSpan.FromSeconds(30), Stop);
        await host.StopAsync(CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
    }

    private static WorkerOptions Options(string postgres, Uri amqp) => new()
    {
        Postgres = postgres,
        Catalog = Shop.Catalog,
        Policy = Shop.Policy,
        Messaging = new MessagingOptions { RabbitMq = amqp, DrainTime = TimeSpan.FromSeconds(5) },
        // Shorter than the pause of Postgres may be: nobody may take that for death.
        Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(2) },
        Rounds = new RoundOptions { RescueEvery = TimeSpan.FromMilliseconds(200), SweepEvery = TimeSpan.FromMilliseconds(500), SweepAfter = TimeSpan.FromSeconds(3) },
    };

    private static async Task PublishAsync(Uri amqp, int count, System.Collections.Concurrent.ConcurrentBag<Guid> confirmed)
    {
        await using var publisher = await JobPublisher.ConnectAsync(amqp, TimeProvider.System, Stop);
        await publisher.PublishAsync(Enumerable.Range(0, count).Select(_ => PlainJob.Message(Guid.NewGuid())).ToAsyncEnumerable(), job => confirmed.Add(job.JobId), Stop);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(Stop);
            return await connection.ExecuteScalarAsync<long>($"select count(*) from {sql}");
        }
        catch (NpgsqlException)
        {
            // This pool has connections of the server that went away, too.
            return -1;
        }
    }
}
