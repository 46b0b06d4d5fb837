using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>An AMQP client that knows nothing of the bus.</summary>
public sealed class PlainClient : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private PlainClient(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<PlainClient> ConnectAsync(Uri amqp)
    {
        var stop = TestContext.Current.CancellationToken;
        var connection = await new ConnectionFactory { Uri = amqp }.CreateConnectionAsync(stop);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), stop);
        return new PlainClient(connection, channel);
    }

    /// <summary>Returns when the broker has confirmed.</summary>
    public Task PublishAsync(string json, string key = "bulk", BasicProperties? properties = null) => PublishAsync(Encoding.UTF8.GetBytes(json), key, properties);

    public async Task PublishAsync(byte[] body, string key = "bulk", BasicProperties? properties = null) => await _channel.BasicPublishAsync(
        "batchrouter.submit", key, mandatory: true, properties ?? new BasicProperties { ContentType = "application/json" }, body, TestContext.Current.CancellationToken);

    /// <summary>To an exchange that needs no key.</summary>
    public async Task SendAsync(string exchange, string json) => await _channel.BasicPublishAsync(
        exchange, "", mandatory: true, new BasicProperties { ContentType = "application/json" }, Encoding.UTF8.GetBytes(json), TestContext.Current.CancellationToken);

    /// <summary>A queue of its own, bound to an exchange; what arrives is kept.</summary>
    public async Task<Inbox> ListenAsync(string exchange, string key = "#")
    {
        var stop = TestContext.Current.CancellationToken;
        var queue = await _channel.QueueDeclareAsync(cancellationToken: stop);
        await _channel.QueueBindAsync(queue.QueueName, exchange, key, cancellationToken: stop);
        var inbox = new Inbox();
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            inbox.Add(JsonElement.Parse(delivery.Body.Span), delivery.RoutingKey);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, stop);
        return inbox;
    }

    /// <summary>Messages waiting; declares nothing, and fails where the queue is not there.</summary>
    public async Task<uint> WaitingAsync(string queue) =>
        (await _channel.QueueDeclarePassiveAsync(queue, TestContext.Current.CancellationToken)).MessageCount;

    public Task<BasicGetResult?> GetAsync(string queue) => _channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

/// <summary>What arrived in a queue.</summary>
public sealed class Inbox
{
    private readonly ConcurrentQueue<(JsonElement Message, string Key)> _messages = new();

    public IReadOnlyCollection<(JsonElement Message, string Key)> Messages => _messages;

    public void Add(JsonElement message, string key) => _messages.Enqueue((message, key));

    public IEnumerable<JsonElement> Of(Guid jobId) => _messages.Select(pair => pair.Message).Where(message => message.GetProperty("jobId").GetGuid() == jobId);

    public async Task<JsonElement> OneAsync(Guid jobId)
    {
        await Servers.Eventually.IsTrueAsync(() => Task.FromResult(Of(jobId).Any()), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return Of(jobId).First();
    }
}
