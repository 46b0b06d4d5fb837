using BatchRouter.Contracts;
using RabbitMQ.Client;

namespace BatchRouter.Worker.Messaging;

/// <summary>
/// Declares the exchanges and queues that producers need, in plain AMQP: what is published before the first worker starts waits in
/// its queue. The bus declares the same again, to the letter.
/// </summary>
public static class BrokerQueues
{
    // How often the broker may deliver one message before it goes to the dead queue: high, since each crash counts for all prefetched.
    private const int DeliveryLimit = 1_000;

    /// <summary>Arguments of the dead queue and of the feedback queue.</summary>
    public static IReadOnlyDictionary<string, object> Quorum { get; } = new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
    };

    /// <summary>Arguments of the job queues: nothing is dropped on the way to the dead queue, it is confirmed there before it leaves here.</summary>
    public static IReadOnlyDictionary<string, object> Jobs { get; } = new Dictionary<string, object>(Quorum)
    {
        ["x-dead-letter-exchange"] = Topology.DeadQueue,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    public static async Task DeclareAsync(Uri rabbitMq, CancellationToken stop)
    {
        var factory = new ConnectionFactory { Uri = rabbitMq };
        await using var connection = await factory.CreateConnectionAsync("batchrouter topology", stop);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        await channel.ExchangeDeclareAsync(Topology.UnroutedExchange, ExchangeType.Fanout, durable: true, cancellationToken: stop);
        await channel.ExchangeDeclareAsync(
            Topology.SubmitExchange, ExchangeType.Direct, durable: true,
            arguments: new Dictionary<string, object?> { ["alternate-exchange"] = Topology.UnroutedExchange }, cancellationToken: stop);
        // There before the first end is told, so that whoever waits for one can bind its queue.
        await channel.ExchangeDeclareAsync(Topology.SettledExchange, ExchangeType.Topic, durable: true, cancellationToken: stop);
        await channel.ExchangeDeclareAsync(Topology.RejectedExchange, ExchangeType.Topic, durable: true, cancellationToken: stop);
        await QueueAsync(channel, Topology.DeadQueue, Quorum, stop);
        await QueueAsync(channel, Topology.FeedbackQueue, Quorum, stop);
        await QueueAsync(channel, Topology.UrgentQueue, Jobs, stop);
        await QueueAsync(channel, Topology.BulkQueue, Jobs, stop);
        await channel.ExchangeBindAsync(Topology.UrgentQueue, Topology.SubmitExchange, Topology.UrgentKey, cancellationToken: stop);
        await channel.ExchangeBindAsync(Topology.BulkQueue, Topology.SubmitExchange, Topology.BulkKey, cancellationToken: stop);
        await channel.ExchangeBindAsync(Topology.BulkQueue, Topology.UnroutedExchange, "", cancellationToken: stop);
    }

    // As the bus does it: each queue behind an exchange of its name.
    private static async Task QueueAsync(IChannel channel, string name, IReadOnlyDictionary<string, object> arguments, CancellationToken stop)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: stop);
        await channel.QueueDeclareAsync(
            name, durable: true, exclusive: false, autoDelete: false,
            arguments: arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), cancellationToken: stop);
        await channel.QueueBindAsync(name, name, "", cancellationToken: stop);
    }
}
