using BatchRouter.Contracts;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Worker.Messaging;
using RabbitMQ.Client;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>One message or many, one worker or two: a job is bought once.</summary>
public sealed class DeliveryTests(WorkingRig<DeliveryTests> rig) : IClassFixture<WorkingRig<DeliveryTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AJobIsPublishedAgain_Should_ChangeNeitherMoneyNorOutput()
    {
        await using var client = await rig.ConnectAsync();
        var (id, marker) = (Guid.NewGuid(), Guid.NewGuid());
        var json = PlainJob.Json(id);
        await client.PublishAsync(json);
        await rig.SettledAsync(id);
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("jobs where job_id = @id and announced_at is not null", new { id }) == 1, TimeSpan.FromSeconds(10), Stop);
        var before = await RowAsync(id);

        for (var i = 0; i < 5; i++)
            await client.PublishAsync(json, i % 2 == 0 ? "bulk" : "urgent", new BasicProperties { Headers = new Dictionary<string, object?> { ["try"] = i } });
        await client.PublishAsync(PlainJob.Json(marker));
        await rig.SettledAsync(marker);
        await EmptyAsync();

        Assert.Equal(before, await RowAsync(id));
        Assert.Equal(1, await rig.CountAsync("attempts where job_id = @id", new { id }));
        Assert.Equal(0, await rig.CountAsync("rejections where job_id = @id", new { id }));
    }

    // Defect: a producer that published an unfinished job again after its deadline got a rejection beside the job's own end.
    [Fact]
    public async Task When_AJobIsPublishedAgainAfterItsDeadline_Should_RefuseNothing()
    {
        await using var client = await rig.ConnectAsync();
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var (id, marker) = (Guid.NewGuid(), Guid.NewGuid());
        var json = PlainJob.Json(id);
        await client.PublishAsync(json);
        await rig.SettledAsync(id);
        var late = new BasicProperties { Timestamp = new AmqpTimestamp(TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeSeconds()) };

        await client.PublishAsync(json, properties: late);
        // Another message with the same timestamp is refused: the first one would have been, too.
        await client.PublishAsync(PlainJob.Json(marker), properties: late);

        Assert.Equal("deadline_before_sent", (await rejected.OneAsync(marker)).GetProperty("code").GetString());
        await EmptyAsync();
        Assert.Empty(rejected.Of(id));
        Assert.Equal(0, await rig.CountAsync("rejections where job_id = @id", new { id }));
    }

    [Fact]
    public async Task When_TwoWorkersGetTheSameJobAtOnce_Should_BuyItOnce()
    {
        var second = await rig.StartAsync();
        await using var client = await rig.ConnectAsync();
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToArray();

        await Task.WhenAll(ids.SelectMany(id =>
        {
            var json = PlainJob.Json(id);
            return new[] { client.PublishAsync(json), client.PublishAsync(json), client.PublishAsync(json, "urgent") };
        }));

        await Eventually.IsTrueAsync(async () => await rig.CountAsync("jobs where job_id = any(@ids) and state = 'settled'", new { ids }) == 50, TimeSpan.FromSeconds(20), Stop);
        await EmptyAsync();
        Assert.Equal(50, await rig.CountAsync("attempts where job_id = any(@ids)", new { ids }));
        Assert.Equal(50, await rig.CountAsync("attempts a join entries using (attempt_id) where a.job_id = any(@ids)", new { ids }));
        await rig.EndAsync(second);
    }

    [Fact]
    public async Task When_AnotherBodyComesUnderTheSameJobId_Should_RefuseItAndLeaveTheFirst()
    {
        await using var client = await rig.ConnectAsync();
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var id = Guid.NewGuid();
        await client.PublishAsync(PlainJob.Json(id));
        await rig.SettledAsync(id);
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("jobs where job_id = @id and announced_at is not null", new { id }) == 1, TimeSpan.FromSeconds(10), Stop);
        var before = await RowAsync(id);

        await client.PublishAsync(PlainJob.Json(id, prompt: "something else"));

        var told = await rejected.OneAsync(id);
        Assert.Equal(("jobId", "id_conflict"), (told.GetProperty("field").GetString(), told.GetProperty("code").GetString()));
        Assert.Equal(before, await RowAsync(id));
        Assert.Equal(1, await rig.CountAsync("attempts where job_id = @id", new { id }));
    }

    [Fact]
    public async Task Queues_HaveTheArgumentsOfTheDesign()
    {
        await using var connection = await new ConnectionFactory { Uri = rig.Amqp }.CreateConnectionAsync(Stop);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1_000 };
        await RedeclareAsync(connection, "batchrouter.dead", arguments);
        arguments["x-dead-letter-exchange"] = "batchrouter.dead";
        arguments["x-dead-letter-strategy"] = "at-least-once";
        arguments["x-overflow"] = "reject-publish";
        await RedeclareAsync(connection, "batchrouter.bulk", arguments);
        await RedeclareAsync(connection, "batchrouter.urgent", arguments);

        // What was declared otherwise is refused, so the three above say something.
        arguments["x-delivery-limit"] = 20;
        await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => RedeclareAsync(connection, "batchrouter.bulk", arguments));
    }

    [Fact]
    public async Task TheQueuesOfThePublisherAndOfTheBus_AreTheSameToTheLetter() => await BrokerQueues.DeclareAsync(rig.Amqp, Stop);

    [Fact]
    public async Task When_TheBrokerGaveAMessageUp_Should_RecordTheOutcome()
    {
        await using var client = await rig.ConnectAsync();
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var (fresh, known, bad) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await client.PublishAsync(PlainJob.Json(known));
        await rig.SettledAsync(known);

        await DeadAsync(PlainJob.Json(known));
        await DeadAsync(PlainJob.Json(bad, ",\"prio\":1"));
        await DeadAsync(PlainJob.Json(fresh));

        Assert.Equal("delivery_limit", (await rejected.OneAsync(fresh)).GetProperty("code").GetString());
        Assert.Equal("unknown_field", (await rejected.OneAsync(bad)).GetProperty("code").GetString());
        Assert.Equal(0, await rig.CountAsync("rejections where job_id = @known", new { known }));
    }

    // As the broker does it after the last delivery: to the exchange of the dead queue.
    private async Task DeadAsync(string json)
    {
        await using var connection = await new ConnectionFactory { Uri = rig.Amqp }.CreateConnectionAsync(Stop);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Stop);
        await channel.BasicPublishAsync(Topology.DeadQueue, "bulk", mandatory: true, new BasicProperties(), System.Text.Encoding.UTF8.GetBytes(json), Stop);
    }

    private static async Task RedeclareAsync(IConnection connection, string queue, Dictionary<string, object?> arguments)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Stop);
    }

    private Task EmptyAsync() => Eventually.IsTrueAsync(
        async () => (await rig.Database.Servers.Servers.QueueDepthsAsync(rig.Database.Servers.Name, Stop))
            .Where(queue => queue.Key is "batchrouter.bulk" or "batchrouter.urgent").All(queue => queue.Value == 0),
        TimeSpan.FromSeconds(20), Stop);

    private Task<string?> RowAsync(Guid id) => rig.Database.ScalarAsync<string>("select jobs::text from jobs where job_id = @id", new { id });
}
