using System.Net;
using System.Net.Sockets;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Where Docker's engine would be, and the two questions that Testcontainers does not answer quickly: is it there, and is this container gone.</summary>
internal sealed class DockerEngine
{
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(30);
    private readonly Uri _endpoint;

    private DockerEngine(Uri endpoint) => _endpoint = endpoint;

    /// <summary>Whether the engine shares this machine's loopback addresses, as far as can be known without asking it.</summary>
    public bool IsLocal => _endpoint.Scheme == "unix" && !File.Exists("/.dockerenv");

    /// <summary>The engine that DOCKER_HOST or a socket in one of the usual places names; null when there is neither.</summary>
    public static DockerEngine? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
            return Uri.TryCreate(host, UriKind.Absolute, out var endpoint) ? new DockerEngine(endpoint) : null;
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
    public async Task<string?> WhyUnreachableAsync(CancellationToken stop)
    {
        try
        {
            using var http = Client(PingLimit);
            using var answer = await http.GetAsync(new Uri("/_ping", UriKind.Relative), stop);
            return answer.IsSuccessStatusCode ? null : $"{_endpoint} answers {(int)answer.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return $"{_endpoint} does not answer ({failure.GetBaseException().Message})";
        }
    }

    /// <returns>Whether the container was there and is gone now.</returns>
    public async Task<bool> RemoveContainerAsync(string id, CancellationToken stop)
    {
        try
        {
            using var http = Client(RemoveLimit);
            using var answer = await http.DeleteAsync(new Uri($"/containers/{Uri.EscapeDataString(id)}?force=true&v=true", UriKind.Relative), stop);
            return answer.StatusCode == HttpStatusCode.NoContent;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private HttpClient Client(TimeSpan limit)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (_endpoint.Scheme == "unix")
            handler.ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_endpoint.AbsolutePath), stop);
                return new NetworkStream(socket, ownsSocket: true);
            };
        var root = _endpoint.Scheme == "unix" ? "http://localhost" : $"http://{_endpoint.Authority}";
        return new HttpClient(handler) { BaseAddress = new Uri(root), Timeout = limit };
    }
}
