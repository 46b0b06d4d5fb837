using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchRouter.Tests.Providers.Batching;

/// <summary>An HTTP server that keeps what it is sent and answers each path as it was told; 404 for the rest.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Dictionary<string, Queue<Func<HttpContext, Task>>> _script = [];

    public ScriptedProvider()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _server = builder.Build();
        _server.Run(ServeAsync);
        ((IHost)_server).Start();
        Address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public List<(string Call, string Body, long? Length)> Requests { get; } = [];

    public List<IHeaderDictionary> Headers { get; } = [];

    /// <summary>The calls in their order, e.g. <c>POST /v1/files</c>.</summary>
    public IEnumerable<string> Calls => Requests.Select(request => request.Call);

    /// <summary>The next answer to a call; the last one told is given again and again.</summary>
    public ScriptedProvider On(string call, Func<HttpContext, Task> answer)
    {
        if (!_script.TryGetValue(call, out var answers))
            _script[call] = answers = new();
        answers.Enqueue(answer);
        return this;
    }

    public ScriptedProvider On(string call, int status, string body, string? retryAfter = null) => On(call, async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        await http.Response.WriteAsync(body);
    });

    /// <summary>The whole request comes, and no answer.</summary>
    public ScriptedProvider OnCut(string call) => On(call, http =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Half an answer comes, and when that was seen the connection breaks: a break at once would take the half with it.</summary>
    public ScriptedProvider OnCutAfter(string call, string half, Task? seen = null) => On(call, async http =>
    {
        http.Response.ContentLength = half.Length + 1_000;
        await http.Response.WriteAsync(half);
        await http.Response.Body.FlushAsync();
        await (seen ?? Task.CompletedTask);
        http.Abort();
    });

    public string BodyOf(string call) => Requests.Single(request => request.Call == call).Body;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var call = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
        Requests.Add((call, await reader.ReadToEndAsync(), http.Request.ContentLength));
        // The server uses its own dictionary again for the next request.
        Headers.Add(new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
        if (!_script.TryGetValue(call, out var answers))
        {
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync("""{"error":{"message":"none","type":"invalid_request_error"}}""");
            return;
        }

        await (answers.Count > 1 ? answers.Dequeue() : answers.Peek())(http);
    }
}
