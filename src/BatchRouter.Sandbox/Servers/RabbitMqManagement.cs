using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace BatchRouter.Sandbox.Servers;

/// <summary>The few calls of RabbitMQ's management API that a demo and its tests need.</summary>
internal sealed class RabbitMqManagement : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly object AllRights = new { configure = ".*", write = ".*", read = ".*" };
    private readonly HttpClient _http;
    private readonly string _user;

    public RabbitMqManagement(Uri root, Uri amqp)
    {
        var (user, password) = Credentials(amqp);
        _user = user;
        _http = new HttpClient { BaseAddress = new Uri(root.AbsoluteUri.TrimEnd('/') + "/api/"), Timeout = CallTimeout };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public async Task<string> VersionAsync(CancellationToken stop)
    {
        using var overview = await ReadAsync("overview", stop);
        return overview.RootElement.GetProperty("rabbitmq_version").GetString() ?? "of an unknown version";
    }

    public async Task CreateVirtualHostAsync(string name, CancellationToken stop)
    {
        await SendAsync(HttpMethod.Put, $"vhosts/{Escape(name)}", new { }, stop);
        await SendAsync(HttpMethod.Put, $"permissions/{Escape(name)}/{Escape(_user)}", AllRights, stop);
    }

    /// <summary>Deletes the virtual host with all it holds; one that is not there is no error.</summary>
    public Task DeleteVirtualHostAsync(string name, CancellationToken stop) =>
        SendAsync(HttpMethod.Delete, $"vhosts/{Escape(name)}", null, stop);

    /// <summary>Messages ready and unacknowledged, by queue. The broker gathers these numbers every second at best.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QueueDepthsAsync(string virtualHost, CancellationToken stop)
    {
        using var queues = await ReadAsync($"queues/{Escape(virtualHost)}?disable_stats=false", stop);
        return queues.RootElement.EnumerateArray().ToDictionary(
            queue => queue.GetProperty("name").GetString()!,
            // A queue that was just declared has no statistics yet: nothing was put in it that the broker has counted.
            queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0L);
    }

    public void Dispose() => _http.Dispose();

    private static (string User, string Password) Credentials(Uri amqp)
    {
        if (amqp.UserInfo.Length == 0)
            return ("guest", "guest");
        var parts = amqp.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static string Escape(string name) => Uri.EscapeDataString(name);

    private async Task<JsonDocument> ReadAsync(string path, CancellationToken stop)
    {
        using var response = await CallAsync(() => _http.GetAsync(new Uri(path, UriKind.Relative), stop), stop);
        await ThrowUnlessSuccessAsync(response, path, stop);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), cancellationToken: stop);
    }

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await CallAsync(() => _http.SendAsync(request, stop), stop);
        if (method == HttpMethod.Delete && response.StatusCode == HttpStatusCode.NotFound)
            return;
        await ThrowUnlessSuccessAsync(response, path, stop);
    }

    private async Task<HttpResponseMessage> CallAsync(Func<Task<HttpResponseMessage>> call, CancellationToken stop)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            throw new ServersUnavailableException(
                $"RabbitMQ's management API does not answer at {_http.BaseAddress}: {failure.Message} "
                + $"Enable the plugin rabbitmq_management, and set {GivenPair.ManagementVariable} when it listens elsewhere.", failure);
        }
    }

    private async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, string path, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode)
            return;
        var answer = await response.Content.ReadAsStringAsync(stop);
        throw new ServersUnavailableException(
            $"RabbitMQ's management API refused {path} at {_http.BaseAddress} for user {_user}: {(int)response.StatusCode} {answer}");
    }
}
