using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>A way to Postgres, by a loopback port, that loses one reply or keeps one message back, and breaks that connection.</summary>
internal sealed class BreakableWay : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    // ReadyForQuery outside of a transaction: what was asked is committed.
    private static readonly byte[] Idle = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<Func<Task>> _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _losesReply;
    private byte[]? _keeps;

    public BreakableWay(string connectionString)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    /// <summary>The next commit takes effect, and nobody is told.</summary>
    public void LoseNextReply() => Volatile.Write(ref _losesReply, 1);

    /// <summary>The next message with this text does not arrive; the server sees no end of the connection.</summary>
    public void KeepBack(string text) => Volatile.Write(ref _keeps, Encoding.ASCII.GetBytes(text));

    /// <summary>What was kept back arrives after all.</summary>
    public async Task DeliverAsync() => await (await _kept.Task)();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            await server.ConnectAsync(_target.Host!, _target.Port);
            var (there, back) = (ThereAsync(client, server), BackAsync(server, client));
            await Task.WhenAny(there, back);
            client.Close();
            // What is kept back needs its connection.
            if (there.IsCompletedSuccessfully && await there)
                await back;
        }
    }

    private async Task<bool> ThereAsync(TcpClient client, TcpClient server)
    {
        var keepsBack = false;
        await CopyAsync(client, server, chunk =>
        {
            if (Volatile.Read(ref _keeps) is not { } text || chunk.Span.IndexOf(text) < 0 || Interlocked.Exchange(ref _keeps, null) is null)
                return true;
            var message = chunk.ToArray();
            _kept.SetResult(() => server.GetStream().WriteAsync(message, _ended.Token).AsTask());
            keepsBack = true;
            return false;
        });
        return keepsBack;
    }

    private Task BackAsync(TcpClient server, TcpClient client) => CopyAsync(
        server, client, chunk => chunk.Span.IndexOf(Idle) < 0 || Interlocked.Exchange(ref _losesReply, 0) == 0);

    [SuppressMessage("Design", "CA1031", Justification = "However a connection ends, its other side ends too.")]
    private async Task CopyAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, bool> passes)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _ended.Token) is > 0 and var length && passes(buffer.AsMemory(0, length)))
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _ended.Token);
        }
        catch (Exception)
        {
        }
    }
}
