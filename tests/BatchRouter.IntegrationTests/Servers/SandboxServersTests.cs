using Npgsql;
using RabbitMQ.Client;
using Xunit;

namespace BatchRouter.IntegrationTests.Servers;

public sealed class SandboxServersTests(ServersFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateAsync_GivesADatabaseAndAVirtualHostThatTakeConnections()
    {
        await using var servers = await fixture.CreateAsync(nameof(SandboxServersTests), Stop);

        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        await using var command = source.CreateCommand("select current_database()");
        Assert.Equal(servers.Name, await command.ExecuteScalarAsync(Stop));

        await using var connection = await new ConnectionFactory { Uri = servers.Amqp }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeclareAsync("hello", durable: true, exclusive: false, autoDelete: false, cancellationToken: Stop);
    }

    [Fact]
    public async Task Postgres_KeepsItsDurability()
    {
        await using var servers = await fixture.CreateAsync(nameof(SandboxServersTests), Stop);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            await using var command = source.CreateCommand($"show {setting}");
            Assert.Equal("on", await command.ExecuteScalarAsync(Stop));
        }
    }

    [Fact]
    public async Task QueueDepthsAsync_CountsWaitingMessages()
    {
        await using var servers = await fixture.CreateAsync(nameof(SandboxServersTests), Stop);
        await using var connection = await new ConnectionFactory { Uri = servers.Amqp }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Stop);
        await channel.QueueDeclareAsync(
            "depth", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Stop);
        for (var i = 0; i < 3; i++)
            await channel.BasicPublishAsync("", "depth", new byte[] { 1 }, Stop);

        await Eventually.IsTrueAsync(
            async () => (await servers.Servers.QueueDepthsAsync(servers.Name, Stop)).GetValueOrDefault("depth") == 3, TimeSpan.FromSeconds(15), Stop);
    }

    [Fact]
    public async Task WipeVirtualHostAsync_LeavesItEmptyAndUsable()
    {
        await using var servers = await fixture.CreateAsync(nameof(SandboxServersTests), Stop);
        await DeclareAsync(servers.Amqp, "lost");

        await servers.Servers.WipeVirtualHostAsync(servers.Name, Stop);

        await DeclareAsync(servers.Amqp, "new");
        await Eventually.IsTrueAsync(
            async () => (await servers.Servers.QueueDepthsAsync(servers.Name, Stop)).Keys.SequenceEqual(["new"]), TimeSpan.FromSeconds(15), Stop);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a\"; drop database postgres; --")]
    [InlineData("1st")]
    public async Task CreateDatabaseAsync_RefusesOtherNames(string name)
    {
        var servers = await fixture.ServersAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => servers.CreateDatabaseAsync(name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => servers.CreateVirtualHostAsync(name, Stop));
    }

    private static async Task DeclareAsync(Uri amqp, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = amqp }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Stop);
    }
}
