using BatchRouter.Contracts;
using RabbitMQ.Client;

namespace BatchRouter.Worker.Messaging;

/// <summary>A message to the letter: whoever wrote it, no serialiser of ours touches it.</summary>
/// <param name="JobId">Goes out as the AMQP message id too.</param>
/// <param name="IsUrgent">Which routing key it takes.</param>
/// <param name="Json">The bytes of one <see cref="SubmitJob"/>.</param>
public sealed record SubmitBody(Guid JobId, bool IsUrgent, ReadOnlyMemory<byte> Json);

/// <summary>Publishes messages as they stand, in plain AMQP: pipelined, confirmed, and returned when no queue takes them.</summary>
public sealed class BodyPublisher : IAsyncDisposable
{
    // One unit of the window: a message takes as many as it is long, so that 64 MB are under way at most.
    private const int BytesPerUnit = 64 * 1024;

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly TimeProvider _clock;

    private BodyPublisher(IConnection connection, IChannel channel, TimeProvider clock) =>
        (_connection, _channel, _clock) = (connection, channel, clock);

    public static async Task<BodyPublisher> ConnectAsync(Uri rabbitMq, TimeProvider clock, CancellationToken stop)
    {
        await BrokerQueues.DeclareAsync(rabbitMq, stop);
        // A lost connection ends the run: what was confirmed is known, and the same run again repeats only the rest.
        var factory = new ConnectionFactory { Uri = rabbitMq, AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync("batchrouter submit", stop);
        var confirms = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        return new BodyPublisher(connection, await connection.CreateChannelAsync(confirms, stop), clock);
    }

    /// <summary>Publishes all, and tells of each message once the broker has confirmed it.</summary>
    /// <exception cref="IOException">The broker did not confirm every message; those told of are safe.</exception>
    public async Task PublishAsync(IAsyncEnumerable<SubmitBody> bodies, Action<SubmitBody> confirmed, CancellationToken stop)
    {
        using var window = new SemaphoreSlim(JobPublisher.Window);
        Exception? fault = null;
        var taken = 0;
        await foreach (var body in bodies.WithCancellation(stop))
        {
            var units = Math.Clamp(body.Json.Length / BytesPerUnit, 1, JobPublisher.Window);
            for (taken = 0; taken < units; taken++)
                await window.WaitAsync(stop);
            if (fault is not null)
                break;
            taken = 0;
            _ = OneAsync(body, units);
        }

        for (; taken < JobPublisher.Window; taken++)
            await window.WaitAsync(stop);
        stop.ThrowIfCancellationRequested();
        if (fault is not null)
            throw new IOException($"the broker did not confirm every job: {fault.Message}", fault);

        async Task OneAsync(SubmitBody body, int units)
        {
            try
            {
                await _channel
                    .BasicPublishAsync(Topology.SubmitExchange, Key(body), mandatory: true, Properties(body), body.Json, stop)
                    .AsTask().WaitAsync(JobPublisher.Patience, _clock, stop);
                confirmed(body);
            }
            catch (Exception lost)
            {
                fault ??= lost;
            }
            finally
            {
                window.Release(units);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string Key(SubmitBody body) => body.IsUrgent ? Topology.UrgentKey : Topology.BulkKey;

    private BasicProperties Properties(SubmitBody body) => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = body.JobId.ToString(),
        Timestamp = new AmqpTimestamp(_clock.GetUtcNow().ToUnixTimeSeconds()),
    };
}
