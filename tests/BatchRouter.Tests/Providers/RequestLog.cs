using System.Net;
using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchRouter.Tests.Providers;

/// <summary>A bare HTTP server that keeps what it is sent and answers from a script; for what the simulated provider does not show.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const string Answer = """
        {"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
        """;

    private readonly WebApplication _server;
    private readonly Queue<(int Status, string? RetryAfter, string Body)> _script = new();
    private readonly OpenAiAdapter _adapter = new(TimeProvider.System, _ => "key");

    public RequestLog(PipelineOptions? options = null, Func<CatalogModel, CatalogModel>? change = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(ServeAsync);
        ((IHost)_server).Start();
        var address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Model = Some.Weak with { Provider = Some.Provider with { Endpoint = new Uri(address, "v1") } };
        Model = change?.Invoke(Model) ?? Model;
        Client = new ModelClient(Some.Live(new ModelCatalog("1", [Model])), [_adapter], new SharedRates(), options ?? new PipelineOptions { RetryPause = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
    }

    public CatalogModel Model { get; }

    public ModelClient Client { get; }

    public Uri Endpoint => Model.Provider.Endpoint;

    public List<string> Bodies { get; } = [];

    public List<string?> AttemptIds { get; } = [];

    /// <summary>Go out with every response.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The next responses, in their order; after them, a good answer.</summary>
    public RequestLog Then(int status, string? retryAfter = null, string body = "{\"error\":{\"message\":\"no\"}}")
    {
        _script.Enqueue((status, retryAfter, body));
        return this;
    }

    public Task<CallResult> CallAsync(BatchJob? job = null, Guid? attempt = null) => Client.CallAsync(
        new ModelCall(attempt ?? Guid.NewGuid(), job ?? Some.Job(), new Offer(Model, Lane.Sync, Model.Prices[0]), 100, TimeSpan.FromSeconds(20)), CallingStage.Stop);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _adapter.Dispose();
        await _server.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        Bodies.Add(await reader.ReadToEndAsync());
        AttemptIds.Add(http.Request.Headers["X-Client-Request-Id"]);
        var (status, retryAfter, body) = _script.TryDequeue(out var next) ? next : (200, null, Answer);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        foreach (var (name, value) in Headers)
            http.Response.Headers[name] = value;
        await http.Response.WriteAsync(body);
    }
}
