using System.Threading.Channels;
using BatchRouter.Worker.Messaging;
using Npgsql;
using NpgsqlTypes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BatchRouter.Cli.Benching;

/// <summary>The floor: a plain consumer on a quorum queue, two COPYs per group of up to 500 in one commit, acknowledged after the commit.</summary>
internal sealed class FloorRound(string postgres, Uri rabbitMq, TimeProvider clock)
{
    private const string Queue = "floor";
    private const int GroupSize = 500;
    private const ushort Prefetch = 2_000;
    private const int ConfirmWindow = 1_000;

    private const string Tables = """
        create table if not exists floor_jobs (job_id uuid primary key, body json not null, at timestamptz not null default now());
        create table if not exists floor_answers (job_id uuid primary key, answer json not null, amount_nano_usd bigint not null);
        truncate floor_jobs, floor_answers
        """;

    /// <summary>Jobs per second, from the first delivery to the last acknowledgement.</summary>
    public async Task<double> RunAsync(int jobs, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using (var create = source.CreateCommand(Tables))
            await create.ExecuteNonQueryAsync(stop);
        var factory = new ConnectionFactory { Uri = rabbitMq };
        await using var connection = await factory.CreateConnectionAsync(stop);
        await PublishAsync(connection, jobs, stop);

        await using var channel = await connection.CreateChannelAsync(cancellationToken: stop);
        await channel.BasicQosAsync(0, Prefetch, false, stop);
        var deliveries = Channel.CreateUnbounded<(ulong Tag, byte[] Body)>();
        var started = 0L;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            if (started == 0)
                started = clock.GetTimestamp();
            deliveries.Writer.TryWrite((delivery.DeliveryTag, delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, stop);
        await WriteAsync(source, channel, deliveries.Reader, jobs, stop);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        await channel.QueueDeleteAsync(Queue, cancellationToken: stop);
        return jobs / seconds;
    }

    private static async Task WriteAsync(
        NpgsqlDataSource source, IChannel channel, ChannelReader<(ulong Tag, byte[] Body)> deliveries, int jobs, CancellationToken stop)
    {
        await using var writer = await source.OpenConnectionAsync(stop);
        var group = new List<(ulong Tag, byte[] Body)>(GroupSize);
        for (var done = 0; done < jobs; done += group.Count)
        {
            group.Clear();
            await deliveries.WaitToReadAsync(stop);
            while (group.Count < GroupSize && deliveries.TryRead(out var delivery))
                group.Add(delivery);
            await CommitAsync(writer, group, stop);
            await channel.BasicAckAsync(group[^1].Tag, multiple: true, stop);
        }
    }

    private static async Task CommitAsync(NpgsqlConnection writer, List<(ulong Tag, byte[] Body)> group, CancellationToken stop)
    {
        var ids = group.Select(_ => Guid.CreateVersion7()).ToList();
        await using var transaction = await writer.BeginTransactionAsync(stop);
        await using (var copy = await writer.BeginBinaryImportAsync("copy floor_jobs (job_id, body) from stdin (format binary)", stop))
        {
            for (var i = 0; i < group.Count; i++)
            {
                await copy.StartRowAsync(stop);
                await copy.WriteAsync(ids[i], NpgsqlDbType.Uuid, stop);
                await copy.WriteAsync(System.Text.Encoding.UTF8.GetString(group[i].Body), NpgsqlDbType.Json, stop);
            }

            await copy.CompleteAsync(stop);
        }

        await using (var copy = await writer.BeginBinaryImportAsync("copy floor_answers (job_id, answer, amount_nano_usd) from stdin (format binary)", stop))
        {
            foreach (var id in ids)
            {
                await copy.StartRowAsync(stop);
                await copy.WriteAsync(id, NpgsqlDbType.Uuid, stop);
                await copy.WriteAsync("\"The quarter closed with 4,120 orders, 3% above the plan.\"", NpgsqlDbType.Json, stop);
                await copy.WriteAsync(27_600L, NpgsqlDbType.Bigint, stop);
            }

            await copy.CompleteAsync(stop);
        }

        await transaction.CommitAsync(stop);
    }

    private async Task PublishAsync(IConnection connection, int jobs, CancellationToken stop)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), stop);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false,
            BrokerQueues.Quorum.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), cancellationToken: stop);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        var pending = new List<Task>(ConfirmWindow);
        for (var i = 0; i < jobs; i++)
        {
            pending.Add(channel.BasicPublishAsync("", Queue, mandatory: true, properties, BenchWork.Body(clock), stop).AsTask());
            if (pending.Count < ConfirmWindow)
                continue;
            await Task.WhenAll(pending);
            pending.Clear();
        }

        await Task.WhenAll(pending);
    }
}
