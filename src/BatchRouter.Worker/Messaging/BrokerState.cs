using System.Text;
using BatchRouter.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BatchRouter.Worker.Messaging;

/// <summary>How the broker stands, seen as a producer sees it.</summary>
/// <param name="Version">RabbitMQ's own words.</param>
/// <param name="Waiting">Messages ready in each queue of ours; null, the queue is not declared.</param>
/// <param name="Blocked">Why the broker takes no messages now (an alarm); null, it takes them.</param>
public sealed record BrokerState(string Version, IReadOnlyDictionary<string, uint?> Waiting, string? Blocked)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Connects, asks for our queues, and publishes one message that no queue takes, since alarms block producers only.</summary>
    public static async Task<BrokerState> LookAsync(Uri rabbitMq, TimeProvider clock, CancellationToken stop)
    {
        var factory = new ConnectionFactory
        {
            Uri = rabbitMq,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Patience,
            ContinuationTimeout = Patience,
        };
        await using var connection = await factory.CreateConnectionAsync("batchrouter doctor", stop);
        string? blocked = null;
        connection.ConnectionBlockedAsync += (_, alarm) =>
        {
            blocked = alarm.Reason;
            return Task.CompletedTask;
        };
        var version = connection.ServerProperties?.TryGetValue("version", out var said) == true && said is byte[] text ? Encoding.UTF8.GetString(text) : "unknown";
        var waiting = new Dictionary<string, uint?>();
        foreach (var queue in (string[])[Topology.UrgentQueue, Topology.BulkQueue, Topology.DeadQueue, Topology.FeedbackQueue])
            waiting[queue] = await WaitingAsync(connection, queue, stop);
        if (!await TakesAsync(connection, clock, stop))
            blocked ??= "no confirm within 5 s";
        return new BrokerState(version, waiting, blocked);
    }

    // A queue that is not there closes the channel: each question has its own.
    private static async Task<uint?> WaitingAsync(IConnection connection, string queue, CancellationToken stop)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, stop)).MessageCount;
        }
        catch (OperationInterruptedException absent) when (absent.ShutdownReason?.ReplyCode == RabbitMQ.Client.Constants.NotFound)
        {
            return null;
        }
    }

    private static async Task<bool> TakesAsync(IConnection connection, TimeProvider clock, CancellationToken stop)
    {
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirms, stop);
        try
        {
            await channel.BasicPublishAsync("", $"batchrouter.doctor.{Guid.NewGuid()}", ReadOnlyMemory<byte>.Empty, stop).AsTask().WaitAsync(Patience, clock, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
