using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using BatchRouter.Sandbox.Servers;
using Npgsql;
using RabbitMQ.Client;
using Xunit;

namespace BatchRouter.IntegrationTests.Servers;

[SupportedOSPlatform("linux")]
public sealed class InstalledPairTests(PrivatePairFixture fixture) : IClassFixture<PrivatePairFixture>
{
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private InstalledPair Pair
    {
        get
        {
            Assert.SkipWhen(fixture.Pair is null, "PostgreSQL and RabbitMQ are not installed here.");
            return fixture.Pair;
        }
    }

    [Fact]
    public void Servers_ListenOnLoopbackOnly()
    {
        Assert.NotNull(Pair);
        var listening = fixture.Processes.SelectMany(ListeningSockets.Of).ToList();
        Assert.All(listening, address => Assert.True(IPAddress.IsLoopback(address.Address), $"{address} is open to others"));
        // PostgreSQL, epmd, and the broker's AMQP, management and distribution listeners.
        Assert.True(listening.Select(address => address.Port).Distinct().Count() >= 5, string.Join(" ", listening));
    }

    [Fact]
    public void Servers_RunInSessionsOfTheirOwn_SoThatCtrlCReachesOnlyTheirOwner()
    {
        const int session = 3; // after the name: state, parent, process group, session
        Assert.NotNull(Pair);
        Assert.All(fixture.Processes, process =>
        {
            var stat = File.ReadAllText($"/proc/{process.ProcessId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            Assert.Equal(process.ProcessId, int.Parse(fields[session], CultureInfo.InvariantCulture));
        });
    }

    [Fact]
    public void Servers_DoNotRunAsRoot()
    {
        Assert.NotNull(Pair);
        Assert.All(fixture.Processes, process =>
            Assert.DoesNotContain("\nUid:\t0\t", File.ReadAllText($"/proc/{process.ProcessId}/status"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Postgres_StoppedAndStarted_KeepsPortAndData()
    {
        var postgres = Pair.Postgres.ConnectionString;
        await ExecuteAsync(postgres, "create table kept (n int); insert into kept values (42)");

        await Pair.StopPostgresAsync(Stop);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(postgres, "select 1"));
        await Pair.StartPostgresAsync(Stop);

        Assert.Equal(42, await ExecuteAsync(postgres, "select n from kept"));
        fixture.Remember();
    }

    [Fact]
    public async Task RabbitMq_StoppedAndStarted_KeepsPortsAndMessages()
    {
        var factory = new ConnectionFactory { Uri = Pair.Amqp, AutomaticRecoveryEnabled = false };
        await using (var connection = await factory.CreateConnectionAsync(Stop))
        await using (var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Stop))
        {
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: Stop);
            await channel.BasicPublishAsync("", "kept", Encoding.UTF8.GetBytes("still here"), Stop);
        }

        await Pair.StopRabbitMqAsync(Stop);
        await Assert.ThrowsAnyAsync<Exception>(() => factory.CreateConnectionAsync(Stop));
        await Pair.StartRabbitMqAsync(Stop);

        await using var again = await factory.CreateConnectionAsync(Stop);
        await using var reader = await again.CreateChannelAsync(cancellationToken: Stop);
        BasicGetResult? message = null;
        await Eventually.IsTrueAsync(
            async () => (message = await reader.BasicGetAsync("kept", autoAck: true, Stop)) is not null, TimeSpan.FromSeconds(30), Stop);
        Assert.Equal("still here", Encoding.UTF8.GetString(message!.Body.Span));
        fixture.Remember();
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
