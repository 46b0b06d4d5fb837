using System.Collections.Concurrent;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Worker.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>A producer's ear: a durable queue of all ends, listened to through every outage of the broker.</summary>
internal sealed class EndsListener : IAsyncDisposable
{
    private const string Queue = "chaos.ends";
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Guid, int> _heard = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _rabbitMq;
    private readonly Task _work;
    private int _connected;

    private EndsListener(Uri rabbitMq)
    {
        _rabbitMq = rabbitMq;
        _work = ListenAsync();
    }

    /// <summary>JobIds of which an end was told, and how often.</summary>
    public IReadOnlyDictionary<Guid, int> Heard => _heard;

    /// <summary>How many times its queue was bound, the first time included.</summary>
    public int Connected => Volatile.Read(ref _connected);

    public static async Task<EndsListener> StartAsync(Uri rabbitMq, CancellationToken stop)
    {
        var listener = new EndsListener(rabbitMq);
        await Eventually.IsTrueAsync(() => Task.FromResult(listener.Connected > 0), TimeSpan.FromSeconds(30), stop);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    await ListenOnceAsync();
                }
                catch (Exception away) when (away is RabbitMQClientException or IOException or System.Net.Sockets.SocketException or TimeoutException or ObjectDisposedException)
                {
                }

                await Task.Delay(AgainAfter, _end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }

    // Until the connection is lost. Acknowledged one by one: what was on its way when the broker stopped comes again.
    private async Task ListenOnceAsync()
    {
        await BrokerQueues.DeclareAsync(_rabbitMq, _end.Token);
        await using var connection = await new ConnectionFactory { Uri = _rabbitMq, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(_end.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _end.Token);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: _end.Token);
        await channel.QueueBindAsync(Queue, Topology.SettledExchange, "#", cancellationToken: _end.Token);
        await channel.QueueBindAsync(Queue, Topology.RejectedExchange, "#", cancellationToken: _end.Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            _heard.AddOrUpdate(JsonElement.Parse(delivery.Body.Span).GetProperty("jobId").GetGuid(), 1, (_, times) => times + 1);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _end.Token);
        Interlocked.Increment(ref _connected);
        await lost.Task.WaitAsync(_end.Token);
    }
}
