using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// Where Docker's engine would be, and the two questions that Testcontainers does not answer quickly:
/// is it there, and is this container gone.
/// </summary>
internal sealed class DockerEngine(Uri endpoint)
{
    private const string WindowsPipe = "docker_engine";
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(30);

    /// <summary>Whether the engine publishes ports on this machine's own loopback address: not from inside a container, nor afar.</summary>
    public bool SharesLoopback => endpoint.Scheme == "unix" && (!File.Exists("/.dockerenv")
        || Environment.GetEnvironmentVariable("TESTCONTAINERS_HOST_OVERRIDE") is "127.0.0.1" or "localhost");

    /// <summary>The engine that DOCKER_HOST, a socket in one of the usual places or Windows' pipe names; null when there is none.</summary>
    public static DockerEngine? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
            return Uri.TryCreate(host, UriKind.Absolute, out var named) ? new DockerEngine(named) : null;
        if (OperatingSystem.IsWindows())
            return File.Exists($@"\\.\pipe\{WindowsPipe}") ? new DockerEngine(new Uri($"npipe://./pipe/{WindowsPipe}")) : null;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] sockets =
        [
            "/var/run/docker.sock",
            Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? Path.Combine(runtime, "docker.sock") : null,
            Path.Combine(home, ".docker/run/docker.sock"),
            Path.Combine(home, ".docker/desktop/docker.sock"),
        ];
        return sockets.FirstOrDefault(File.Exists) is { } socket ? new DockerEngine(new Uri($"unix://{socket}")) : null;
    }

    /// <summary>Null when the engine answers; otherwise why it is not reachable. Takes three seconds at most.</summary>
    public Task<string?> WhyUnreachableAsync(CancellationToken stop) => TryAsync(async token =>
    {
        // Behind TLS only Testcontainers knows the certificates; a port that opens must do.
        if (endpoint.Scheme == "tcp" && Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY") is { Length: > 0 })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, token);
            return null;
        }

        using var http = Client();
        using var answer = await http.GetAsync(new Uri("/_ping", UriKind.Relative), token);
        return answer.IsSuccessStatusCode ? null : $"{endpoint} answers {(int)answer.StatusCode}";
    }, PingLimit, stop);

    /// <returns>Whether the container was there and is gone now; an engine that is gone took its containers along.</returns>
    public async Task<bool> RemoveContainerAsync(string name, CancellationToken stop) => await TryAsync(async token =>
    {
        using var http = Client();
        using var answer = await http.DeleteAsync(new Uri($"/containers/{Uri.EscapeDataString(name)}?force=true&v=true", UriKind.Relative), token);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : "it was not there";
    }, RemoveLimit, stop) is null;

    private async Task<string?> TryAsync(Func<CancellationToken, Task<string?>> ask, TimeSpan limit, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested
            && failure is HttpRequestException or SocketException or OperationCanceledException or NotSupportedException)
        {
            return $"{endpoint} does not answer ({failure.GetBaseException().Message})";
        }
    }

    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (endpoint.Scheme is "unix" or "npipe")
            handler.ConnectCallback = async (_, stop) => await ConnectAsync(stop);
        return new HttpClient(handler) { BaseAddress = new Uri(endpoint.Scheme is "tcp" or "http" ? $"http://{endpoint.Authority}" : "http://localhost") };
    }

    private async Task<Stream> ConnectAsync(CancellationToken stop)
    {
        if (endpoint.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(".", Path.GetFileName(endpoint.AbsolutePath), PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(stop);
            return pipe;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.AbsolutePath), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
