using System.Net;
using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Routing;
using BatchRouter.Running;

namespace BatchRouter.Tests.Providers;

/// <summary>A bare HTTP server that keeps what it is sent and answers from a script; for what the simulated provider does not show.</summary>
internal sealed class RequestLog : IAsyncDisposable
{
    private const string Answer = """
        {"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
        """;

    private readonly HttpListener _listener = new();
    private readonly Queue<(int Status, string? RetryAfter, string Body)> _script = new();
    private readonly OpenAiAdapter _adapter = new(TimeProvider.System, _ => "key");
    private readonly Task _serving;

    public RequestLog(PipelineOptions? options = null, Func<CatalogModel, CatalogModel>? change = null)
    {
        Uri address;
        for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
        {
            address = new Uri($"http://127.0.0.1:{port}/");
            _listener.Prefixes.Add(address.ToString());
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Taken: the next one.
                _listener.Prefixes.Clear();
            }
        }

        Model = Some.Weak with { Provider = Some.Provider with { Endpoint = new Uri(address, "v1") } };
        Model = change?.Invoke(Model) ?? Model;
        Client = new ModelClient(new ModelCatalog("1", [Model]), [_adapter], options ?? new PipelineOptions { RetryPause = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        _serving = ServeAsync();
    }

    public CatalogModel Model { get; }

    public ModelClient Client { get; }

    public List<string> Bodies { get; } = [];

    public List<string?> AttemptIds { get; } = [];

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
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            Bodies.Add(await reader.ReadToEndAsync());
            AttemptIds.Add(context.Request.Headers["X-Client-Request-Id"]);
            var (status, retryAfter, body) = _script.TryDequeue(out var next) ? next : (200, null, Answer);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (retryAfter is not null)
                context.Response.Headers["Retry-After"] = retryAfter;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
