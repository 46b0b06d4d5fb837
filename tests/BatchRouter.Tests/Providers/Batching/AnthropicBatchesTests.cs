using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Providers.Batching;

public sealed class AnthropicBatchesTests
{
    private const string Create = "POST /v1/messages/batches";
    private const string Look = "GET /v1/messages/batches/b1";
    private const string Cancel = "POST /v1/messages/batches/b1/cancel";
    private const string Results = "GET /v1/messages/batches/b1/results";

    private static readonly BatchStatus Ended = new() { End = BatchEnd.Completed, EndedAt = Some.Noon.AddMinutes(9), Output = "https://elsewhere.example.org/results" };

    [Fact]
    public async Task Create_Rows_AreOneRequestWithTheShipmentInEveryName()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Create, 200, """{"id":"msgbatch_1","type":"message_batch","processing_status":"in_progress"}""");
        Assert.Equal(new CreateResult.Created("msgbatch_1"), await stage.CreateAsync());
        var request = Assert.Single(stage.Provider.Requests);
        Assert.Equal(request.Body.Length, request.Length);
        var rows = JsonElement.Parse(request.Body).GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal([stage.Id(1), stage.Id(2)], rows.Select(row => row.GetProperty("custom_id").GetString()));
        var first = rows[0].GetProperty("params");
        Assert.Equal(("weak", 100), (first.GetProperty("model").GetString(), first.GetProperty("max_tokens").GetInt32()));
        Assert.Contains("question 1", first.GetProperty("messages").GetRawText(), StringComparison.Ordinal);
        var headers = Assert.Single(stage.Provider.Headers);
        Assert.Equal(("secret", "2023-06-01"), (headers["x-api-key"].ToString(), headers["anthropic-version"].ToString()));
    }

    [Fact]
    public async Task Create_SentWithoutAnAnswer_IsInDoubtAndSentOnce()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.OnCut(Create);
        Assert.IsType<CreateResult.InDoubt>(await stage.CreateAsync());
        Assert.Single(stage.Provider.Requests);
    }

    // Half a request can be no batch: its rows may be bought at once.
    [Fact]
    public async Task Create_ConnectionBrokenBeforeTheLastRow_IsRefused()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var stage = new BatchStage("anthropic");
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var provider = stage.Shipment.Provider with { Endpoint = new Uri($"http://127.0.0.1:{port}") };
        var large = Some.Job(new string('x', 1_000_000));
        var create = stage.Client.CreateAsync(
            stage.Shipment with { Provider = provider }, stage.Model, [.. Enumerable.Range(0, 30).Select(row => BatchStage.Line(row, large))], BatchStage.Stop);
        using (var socket = await listener.AcceptSocketAsync(BatchStage.Stop))
        {
            await socket.ReceiveAsync(new byte[1_000], BatchStage.Stop);
            socket.Close(0);
        }

        Assert.IsType<CreateResult.Refused>(await create);
    }

    [Theory]
    [InlineData(429, "rate_limit_error", FailureKind.RateLimited)]
    [InlineData(529, "overloaded_error", FailureKind.Unavailable)]
    [InlineData(413, "request_too_large", FailureKind.TooLong)]
    public async Task Create_RefusedByTheProvider_HasItsKind(int status, string type, FailureKind kind)
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Create, status, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"m"}}""");
        Assert.Equal(kind, Assert.IsType<CreateResult.Refused>(await stage.CreateAsync()).Kind);
    }

    [Theory]
    [InlineData("in_progress")]
    [InlineData("canceling")]
    public async Task Look_BatchThatGoesOn_HasNoEnd(string status)
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Look, 200, $$$"""{"id":"b1","processing_status":"{{{status}}}","request_counts":{"processing":2,"succeeded":0},"results_url":null}""");
        Assert.Null((await stage.SeenAsync()).End);
    }

    // "ended" says nothing about success.
    [Theory]
    [InlineData("\"succeeded\":2", BatchEnd.Completed)]
    [InlineData("\"succeeded\":0,\"errored\":2", BatchEnd.Completed)]
    [InlineData("\"succeeded\":1,\"expired\":1", BatchEnd.Expired)]
    [InlineData("\"succeeded\":1,\"canceled\":1", BatchEnd.Cancelled)]
    public async Task Trap_EndedSaysNothingOfSuccess_TheRowsDo(string counts, BatchEnd end)
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Look, 200, $$$"""{"id":"b1","processing_status":"ended","ended_at":"2026-11-22T13:00:00.5+01:00","request_counts":{{{{counts}}}},"results_url":"https://x/r"}""");
        var status = await stage.SeenAsync();
        Assert.Equal((end, Some.Noon.AddSeconds(0.5), "https://x/r"), (status.End, status.EndedAt, status.Output));
    }

    [Fact]
    public async Task Trap_NotFoundRightAfterCreate_IsNoFailure()
    {
        await using var stage = new BatchStage("anthropic");
        Assert.IsType<LookResult.NotFound>(await stage.Client.LookAsync(stage.Shipment, BatchStage.Stop));
    }

    [Fact]
    public async Task Cancel_OfABatchThatHasEnded_IsTaken()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Cancel, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"ended"}}""").On(Look, 200, """{"id":"b1","processing_status":"ended"}""");
        Assert.IsType<CancelResult.Taken>(await stage.Client.CancelAsync(stage.Shipment, BatchStage.Stop));
    }

    [Fact]
    public async Task Read_Answer_HasUsageWithTheCachedInput()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Results, 200, Succeeded(stage.Id(1), "\\ud83d\\u0000", "end_turn"));
        var replied = Assert.IsType<CallResult.Replied>(await stage.ReadRowAsync(Ended));
        Assert.Equal(("\ud83d\0", FinishReason.Stop), (replied.Answer.Text, replied.Answer.Finish));
        Assert.Equal(new Usage(60, 20, 7, 0, 30), replied.Usage);
        Assert.Equal(TimeSpan.FromMinutes(9), replied.Elapsed);
    }

    [Fact]
    public async Task Trap_TruncatedAnswer_IsRecognised()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Results, 200, Succeeded(stage.Id(1), "half", "max_tokens"));
        Assert.Equal(FinishReason.Length, Assert.IsType<CallResult.Replied>(await stage.ReadRowAsync(Ended)).Answer.Finish);
    }

    [Theory]
    [InlineData("""{"type":"canceled"}""", FailureKind.Cancelled, false)]
    [InlineData("""{"type":"expired"}""", FailureKind.Expired, false)]
    [InlineData("""{"type":"errored","error":{"type":"overloaded_error","message":"m"}}""", FailureKind.Unavailable, false)]
    [InlineData("""{"type":"errored","error":{"type":"error","error":{"type":"rate_limit_error","message":"m"}}}""", FailureKind.RateLimited, false)]
    [InlineData("""{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8"}}}""", FailureKind.TooLong, false)]
    [InlineData("""{"type":"errored","error":{"type":"invalid_request_error","message":"quoted"}}""", FailureKind.InvalidRequest, false)]
    [InlineData("""{"type":"errored"}""", FailureKind.Unavailable, false)]
    [InlineData("""{"type":"succeeded"}""", FailureKind.Malformed, true)]
    [InlineData("""{"type":"new"}""", FailureKind.Malformed, true)]
    public async Task Read_RowWithoutAnAnswer_HasItsKind(string result, FailureKind kind, bool mayBeCharged)
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(Results, 200, $$"""{"custom_id":"{{stage.Id(1)}}","result":{{result}}}""");
        var failed = Assert.IsType<CallResult.Failed>(await stage.ReadRowAsync(Ended));
        Assert.Equal((kind, mayBeCharged), (failed.Kind, failed.MayBeCharged));
        Assert.DoesNotContain("quoted", failed.Detail, StringComparison.Ordinal);
    }

    internal static string Succeeded(string id, string text, string stop) => $$$$$"""
        {"custom_id":"{{{{{id}}}}}","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","role":"assistant","model":"weak","content":[{"type":"text","text":"{{{{{text}}}}}"}],
        "stop_reason":"{{{{{stop}}}}}","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":20,"output_tokens":7}}}}
        """.ReplaceLineEndings(" ");
}
