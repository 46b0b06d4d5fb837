using System.Globalization;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Worker.Messaging;
using MassTransit;
using RabbitMQ.Client;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Producers of every kind, and what they are told.</summary>
public sealed class ProducerTests(WorkingRig<ProducerTests> rig) : IClassFixture<WorkingRig<ProducerTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APlainAmqpClient_PublishesPlainJson_AndGetsJobSettledInCamelCase()
    {
        await using var client = await rig.ConnectAsync();
        var settled = await client.ListenAsync("batchrouter.settled", "shop");
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id, ",\"groupId\":\"g1\",\"labels\":{\"team\":\"a\"}"));

        var message = await settled.OneAsync(id);
        Assert.Equal(
            ["attempts", "confidence", "costNanoUsd", "groupId", "jobId", "lane", "late", "model", "outcome", "output", "project", "settledAt"],
            message.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("accepted", message.GetProperty("outcome").GetString());
        Assert.Equal("4", message.GetProperty("output").GetString());
        Assert.Equal("weak", message.GetProperty("model").GetString());
        Assert.Equal(3_000, message.GetProperty("costNanoUsd").GetInt64());
        Assert.False(message.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task APlainAmqpClient_GetsJobRejectedWithFieldAndCode()
    {
        await using var client = await rig.ConnectAsync();
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id, ",\"priority\":3"));

        var message = await rejected.OneAsync(id);
        Assert.Equal(("priority", "unknown_field"), (message.GetProperty("field").GetString(), message.GetProperty("code").GetString()));
        Assert.Equal(
            ["code", "field", "jobId", "project", "reason", "rejectedAt"],
            message.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/json; charset=utf-8")]
    public async Task APlainAmqpClient_WithAnyContentType_IsUnderstood(string? contentType)
    {
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id), properties: contentType is null ? new BasicProperties() : new BasicProperties { ContentType = contentType });

        await rig.SettledAsync(id);
    }

    [Fact]
    public async Task APlainAmqpClient_WithPropertiesOfItsOwn_IsUnderstood()
    {
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id), properties: new BasicProperties
        {
            MessageId = "not a uuid",
            CorrelationId = "nor this",
            Type = "my.type",
            AppId = "cron",
            ReplyTo = "nowhere",
            Headers = new Dictionary<string, object?> { ["MessageId"] = "x", ["x-retry"] = 3, ["MT-Activity-Id"] = "?", ["SourceAddress"] = "none" },
        });

        await rig.SettledAsync(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("other")]
    [InlineData("URGENT")]
    public async Task AnotherRoutingKey_StillLandsInBulk(string key)
    {
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id), key);

        await rig.SettledAsync(id);
    }

    [Fact]
    public async Task AMassTransitProducer_WithRawJson_IsUnderstood()
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(rig.Amqp);
            rabbit.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
            rabbit.Message<SubmitJob>(message => message.SetEntityName(Topology.SubmitExchange));
            rabbit.Publish<SubmitJob>(publish =>
            {
                publish.ExchangeType = ExchangeType.Direct;
                publish.SetExchangeArgument("alternate-exchange", Topology.UnroutedExchange);
            });
            rabbit.Send<SubmitJob>(send => send.UseRoutingKeyFormatter(context => context.Message.Urgency == Urgency.Urgent ? "urgent" : "bulk"));
        });
        await bus.StartAsync(Stop);
        var (bulk, urgent) = (Guid.NewGuid(), Guid.NewGuid());

        await bus.Publish(PlainJob.Message(bulk), Stop);
        await bus.Publish(PlainJob.Message(urgent, Urgency.Urgent), Stop);

        await rig.SettledAsync(bulk);
        await rig.SettledAsync(urgent);
        Assert.Equal("urgent", await rig.Database.ScalarAsync<string>("select urgency::text from jobs where job_id = @urgent", new { urgent }));
        await bus.StopAsync(Stop);
    }

    // Trap MassTransit#1332: awaiting each publish gives 50 to 70 messages a second.
    [Fact]
    public async Task ThePublisher_Pipelines5000JobsWithConfirms_AndAllArrive()
    {
        await using var publisher = await JobPublisher.ConnectAsync(rig.Amqp, TimeProvider.System, Stop);
        var ids = Enumerable.Range(0, 5_000).Select(_ => Guid.NewGuid()).ToHashSet();
        var confirmed = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        var started = TimeProvider.System.GetTimestamp();

        await publisher.PublishAsync(ids.Select(id => PlainJob.Message(id)).ToAsyncEnumerable(), job => confirmed.Add(job.JobId), Stop);

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Assert.True(elapsed < TimeSpan.FromSeconds(20), $"5,000 publishes took {elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        Assert.Equal(ids, confirmed.ToHashSet());
        await Eventually.IsTrueAsync(
            async () => await rig.CountAsync("jobs where job_id = any(@ids) and state = 'settled'", new { ids = ids.ToArray() }) == 5_000,
            TimeSpan.FromSeconds(60), Stop);
        Assert.Equal(5_000, await rig.CountAsync("attempts a join entries using (attempt_id) where a.job_id = any(@ids)", new { ids = ids.ToArray() }));
    }

    [Fact]
    public async Task AnAnswerOver64KiB_IsAnnouncedByReference()
    {
        var answer = new string('x', Limits.AnnouncedOutputBytes + 1);
        rig.Models.Answer = (call, _) => Task.FromResult<Running.CallResult>(AnsweringClient.Reply(call.Job.Prompt == "long" ? answer : "4"));
        await using var client = await rig.ConnectAsync();
        var settled = await client.ListenAsync("batchrouter.settled");
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id, prompt: "long"));

        var message = await settled.OneAsync(id);
        Assert.False(message.TryGetProperty("output", out _));
        Assert.Equal(answer.Length + 2, await rig.Database.ScalarAsync<int>(
            "select length(text::text) from outputs where attempt_id = @reference", new { reference = message.GetProperty("outputReference").GetGuid() }));
    }

    // Text that JSON writers like to refuse is a valid answer: stored to the letter, and told as far as UTF-8 carries it.
    [Theory]
    [InlineData("nul \0")]
    [InlineData("lone \ud800 surrogate")]
    public async Task AnAnswerWithAnyUtf16_IsSettledAndAnnounced(string answer)
    {
        rig.Models.Answer = (call, _) => Task.FromResult<Running.CallResult>(AnsweringClient.Reply(call.Job.Prompt == answer ? answer : "4"));
        await using var client = await rig.ConnectAsync();
        var settled = await client.ListenAsync("batchrouter.settled");
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id, prompt: "ASK").Replace("ASK", Jobs.JsonStrings.Quote(answer)[1..^1], StringComparison.Ordinal));

        var message = await settled.OneAsync(id);
        Assert.Equal(JsonValueKind.String, message.GetProperty("output").ValueKind);
        Assert.Equal(Jobs.JsonStrings.Quote(answer), await rig.Database.ScalarAsync<string>(
            "select text::text from outputs join attempts using (attempt_id) where job_id = @id", new { id }));
    }
}
