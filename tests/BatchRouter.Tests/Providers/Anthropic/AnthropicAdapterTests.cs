using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Anthropic;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Tests.Providers.Batching;
using Xunit;

namespace BatchRouter.Tests.Providers.Anthropic;

public sealed class AnthropicAdapterTests : IAsyncDisposable
{
    private const string Messages = "POST /v1/messages";

    private readonly ScriptedProvider _provider = new();
    private readonly AnthropicAdapter _adapter = new(TimeProvider.System, _ => "secret");
    private readonly CatalogModel _model;
    private readonly ModelClient _client;

    public AnthropicAdapterTests()
    {
        _model = Some.Weak with { Provider = new ProviderEndpoint("scripted", "anthropic", new Uri(_provider.Address, "v1"), "KEY") };
        _client = new ModelClient(Some.Live(new ModelCatalog("1", [_model])), [_adapter], new SharedRates(), CallingStage.Once, TimeProvider.System);
    }

    [Fact]
    public async Task Call_Job_IsSentWithKeyVersionAndAttempt()
    {
        _provider.On(Messages, 200, Answer("end_turn"));
        var attempt = Guid.NewGuid();
        await CallAsync(Some.Job() with { Temperature = 0.5, Tools = [new Tool("f", "does it", """{"type":"object"}""")] }, attempt);
        var (_, body, _) = Assert.Single(_provider.Requests);
        var sent = JsonElement.Parse(body);
        Assert.Equal(("weak", 64_000, 0.5), (sent.GetProperty("model").GetString(), sent.GetProperty("max_tokens").GetInt32(), sent.GetProperty("temperature").GetDouble()));
        Assert.Equal("f", sent.GetProperty("tools")[0].GetProperty("name").GetString());
        var headers = Assert.Single(_provider.Headers);
        // The package sends its key as a bearer token, which the provider takes as it takes x-api-key.
        Assert.Equal(("Bearer secret", attempt.ToString()), (headers.Authorization.ToString(), headers["X-Client-Request-Id"].ToString()));
        Assert.NotEmpty(headers["anthropic-version"].ToString());
    }

    // Anthropic leaves cached tokens out of its input; our input has all.
    [Fact]
    public async Task Call_Usage_HasTheCachedInputToo()
    {
        _provider.On(Messages, http =>
        {
            http.Response.Headers["request-id"] = "req_9";
            http.Response.Headers["anthropic-ratelimit-requests-limit"] = "100";
            http.Response.Headers["anthropic-ratelimit-requests-remaining"] = "25";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, Answer("end_turn"));
        });
        var replied = Assert.IsType<CallResult.Replied>(await CallAsync());
        Assert.Equal(new Usage(60, 20, 7, 0, 30), replied.Usage);
        Assert.Equal(("fine", FinishReason.Stop, "req_9", 0.25), (replied.Answer.Text, replied.Answer.Finish, replied.ProviderRequestId, replied.Headroom));
    }

    [Theory]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("stop_sequence", FinishReason.Stop)]
    [InlineData("tool_use", FinishReason.ToolCalls)]
    [InlineData("refusal", FinishReason.ContentFilter)]
    [InlineData("model_context_window_exceeded", FinishReason.Length)]
    public async Task Call_StopReason_IsTheFinish(string reason, FinishReason finish)
    {
        _provider.On(Messages, 200, Answer(reason));
        Assert.Equal(finish, Assert.IsType<CallResult.Replied>(await CallAsync()).Answer.Finish);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "quoted", FailureKind.InvalidRequest)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", FailureKind.TooLong)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low", FailureKind.Unauthorised)]
    [InlineData(401, "authentication_error", "m", FailureKind.Unauthorised)]
    [InlineData(404, "not_found_error", "m", FailureKind.UnknownModel)]
    [InlineData(413, "request_too_large", "m", FailureKind.TooLong)]
    [InlineData(429, "rate_limit_error", "m", FailureKind.RateLimited)]
    [InlineData(500, "api_error", "m", FailureKind.Unavailable)]
    [InlineData(529, "overloaded_error", "m", FailureKind.Unavailable)]
    public async Task Call_Error_HasItsKindIsNotChargedAndIsSentOnce(int status, string type, string message, FailureKind kind)
    {
        _provider.On(Messages, status, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""");
        var failed = Assert.IsType<CallResult.Failed>(await CallAsync());
        Assert.Equal((kind, false), (failed.Kind, failed.MayBeCharged));
        Assert.DoesNotContain("quoted", failed.Detail, StringComparison.Ordinal);
        Assert.Single(_provider.Requests);
    }

    [Fact]
    public async Task Call_SentWithoutAnAnswer_MayBeChargedAndIsSentOnce()
    {
        _provider.OnCut(Messages);
        var failed = Assert.IsType<CallResult.Failed>(await CallAsync());
        Assert.Equal((FailureKind.Cut, true), (failed.Kind, failed.MayBeCharged));
        Assert.Single(_provider.Requests);
    }

    [Fact]
    public async Task Call_AnswerThatCannotBeRead_IsMalformedAndMayBeCharged()
    {
        _provider.On(Messages, 200, """{"id":"m","type":"message","content":""");
        var failed = Assert.IsType<CallResult.Failed>(await CallAsync());
        Assert.Equal((FailureKind.Malformed, true), (failed.Kind, failed.MayBeCharged));
    }

    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("x\\udc00\\ud83dy \\ue000")]
    public async Task Call_AnyUtf16_GoesAndComesWithoutLoss(string escaped)
    {
        _provider.On(Messages, 200, Answer("end_turn", escaped));
        var replied = Assert.IsType<CallResult.Replied>(await CallAsync(Some.Job(Some.Text(escaped))));
        Assert.Equal(Some.Text(escaped), replied.Answer.Text);
        var text = JsonElement.Parse(_provider.Requests[0].Body).GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text");
        Assert.Equal(Some.Text(escaped), JsonStrings.Unquote(text.GetRawText()));
    }

    [Fact]
    public async Task Call_ToolCall_IsInTheAnswer()
    {
        _provider.On(Messages, 200, Answer("tool_use").Replace(
            """{"type":"text","text":"fine"}""", """{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}""", StringComparison.Ordinal));
        var calls = JsonElement.Parse(Assert.IsType<CallResult.Replied>(await CallAsync()).Answer.ToolCallsJson!);
        Assert.Equal("f", calls[0].GetProperty("function").GetProperty("name").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _adapter.Dispose();
        await _provider.DisposeAsync();
    }

    // So long an answer the package refuses to ask for without a time limit of its own.
    private Task<CallResult> CallAsync(BatchJob? job = null, Guid? attempt = null) => _client.CallAsync(
        new ModelCall(attempt ?? Guid.NewGuid(), job ?? Some.Job(), new Offer(_model, Lane.Sync, _model.Prices[0]), 64_000, TimeSpan.FromSeconds(20)), CallingStage.Stop);

    private static string Answer(string stop, string text = "fine") => $$$"""
        {"id":"msg_1","type":"message","role":"assistant","model":"weak","content":[{"type":"text","text":"{{{text}}}"}],"stop_reason":"{{{stop}}}","stop_sequence":null,
        "usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":20,"output_tokens":7}}
        """;
}
