using System.Net.Sockets;
using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>A server is ready when it serves: it is asked as a client would ask, not by its log or its port.</summary>
internal static class Readiness
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(5);

    /// <summary>Tries the probe until it succeeds.</summary>
    /// <exception cref="ServersUnavailableException">The limit passed, or <paramref name="hasEnded"/> says that there is nothing to wait for.</exception>
    public static async Task WaitAsync(
        string what, Func<CancellationToken, Task> probe, Func<bool> hasEnded, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var failure = await TryAsync(probe, time, stop);
            if (failure is null)
                return;
            if (hasEnded())
                throw new ServersUnavailableException($"{what} ended while starting.", failure);
            if (time.GetElapsedTime(started) >= limit)
                throw new ServersUnavailableException($"{what} takes no connections after {limit.TotalSeconds:0} s: {failure.Message}", failure);
            await Task.Delay(TryEvery, time, stop);
        }
    }

    public static Func<CancellationToken, Task> OfPostgres(NpgsqlConnectionStringBuilder server) =>
        stop => new PostgresDatabases(server).VersionAsync(stop);

    /// <summary>The broker and, for virtual hosts, its management API; the broker opens its port last.</summary>
    public static Func<CancellationToken, Task> OfRabbitMq(Uri amqp, Uri management) => async stop =>
    {
        await GreetAsync(amqp, stop);
        using var api = new RabbitMqManagement(management, amqp);
        await api.VersionAsync(stop);
    };

    /// <summary>Speaks the first line of AMQP 0-9-1 and waits for the broker's Connection.Start, a method frame.</summary>
    public static async Task GreetAsync(Uri amqp, CancellationToken stop)
    {
        const int amqpPort = 5672;
        const byte methodFrame = 1;
        using var client = new TcpClient();
        await client.ConnectAsync(amqp.Host, amqp.Port > 0 ? amqp.Port : amqpPort, stop);
        if (amqp.Scheme == "amqps")
            return;
        var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), stop);
        var first = new byte[1];
        await stream.ReadExactlyAsync(first, stop);
        if (first[0] != methodFrame)
            throw new IOException($"{amqp.Host}:{amqp.Port} does not speak AMQP 0-9-1.");
    }

    private static async Task<Exception?> TryAsync(Func<CancellationToken, Task> probe, TimeProvider time, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(OneTry, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await probe(either.Token);
            return null;
        }
        // Whatever it is, a server that does not serve is not ready; the last failure is told when the limit passes.
        catch (Exception failure)
        {
            // A probe may fail in the very moment in which nobody wants its answer any more.
            stop.ThrowIfCancellationRequested();
            return failure;
        }
    }
}
