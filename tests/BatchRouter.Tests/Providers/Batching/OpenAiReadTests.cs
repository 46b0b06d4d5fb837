using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Providers.Batching;

public sealed class OpenAiReadTests
{
    private const string Output = "GET /v1/files/out/content";
    private const string Errors = "GET /v1/files/err/content";

    private static readonly BatchStatus Ended = new() { End = BatchEnd.Completed, EndedAt = Some.Noon.AddMinutes(7), Output = "out", Errors = "err" };

    [Fact]
    public async Task Read_Answer_HasUsageIdLogProbabilitiesAndTime()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, Answered(stage.Id(1), """
            "choices":[{"index":0,"message":{"role":"assistant","content":"42"},"finish_reason":"stop",
            "logprobs":{"content":[{"token":"4","logprob":-0.2,"bytes":null,"top_logprobs":[]},{"token":"2","logprob":-0.4,"bytes":null,"top_logprobs":[]}]}}],
            "usage":{"prompt_tokens":30,"completion_tokens":9,"total_tokens":39,
            "prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":4}}
            """));
        var replied = Assert.IsType<CallResult.Replied>(await stage.ReadRowAsync(Ended with { Errors = null }));
        Assert.Equal(("42", FinishReason.Stop), (replied.Answer.Text, replied.Answer.Finish));
        Assert.Equal(-0.3, replied.Answer.MeanLogProbability!.Value, 6);
        Assert.Equal(new Usage(30, 10, 9, 4, 5), replied.Usage);
        Assert.Equal(("req-7", TimeSpan.FromMinutes(7)), (replied.ProviderRequestId, replied.Elapsed));
    }

    [Fact]
    public async Task Read_ResultsInAnyOrder_GoToTheirRowsAndErrorsFollow()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, $"{Said(stage.Id(3), "three")}\n{Said(stage.Id(1), "one")}\n").On(Errors, 200, Failed(stage.Id(2), 400, "invalid_request"));
        var rows = (await stage.ReadAsync(Ended)).Cast<BatchLine.Row>().ToList();
        Assert.Equal([BatchStage.Attempt(3), BatchStage.Attempt(1), BatchStage.Attempt(2)], rows.Select(row => row.Id.Attempt));
        Assert.Equal(["three", "one"], rows.Take(2).Select(row => ((CallResult.Replied)row.Result).Answer.Text));
    }

    [Theory]
    [InlineData(400, "context_length_exceeded", FailureKind.TooLong)]
    [InlineData(400, "content_filter", FailureKind.Refused)]
    [InlineData(400, "invalid_request", FailureKind.InvalidRequest)]
    [InlineData(429, "rate_limit_exceeded", FailureKind.RateLimited)]
    [InlineData(500, "server_error", FailureKind.Unavailable)]
    [InlineData(404, "model_not_found", FailureKind.UnknownModel)]
    public async Task Read_ErrorInTheBody_HasItsKindAndIsNotCharged(int status, string code, FailureKind kind)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Errors, 200, Failed(stage.Id(1), status, code));
        var failed = Assert.IsType<CallResult.Failed>(await stage.ReadRowAsync(Ended with { Output = null }));
        Assert.Equal((kind, false), (failed.Kind, failed.MayBeCharged));
        Assert.DoesNotContain("quoted", failed.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch_expired", FailureKind.Expired)]
    [InlineData("batch_cancelled", FailureKind.Cancelled)]
    [InlineData("request_timeout", FailureKind.TimedOut)]
    [InlineData("something_new", FailureKind.Unavailable)]
    [InlineData("invalid_body", FailureKind.InvalidRequest)]
    public async Task Read_ErrorBesideAnEmptyResponse_HasItsKindAndIsNotCharged(string code, FailureKind kind)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Errors, 200, $$$"""{"id":"x","custom_id":"{{{stage.Id(1)}}}","response":null,"error":{"code":"{{{code}}}","message":"m"}}""");
        var failed = Assert.IsType<CallResult.Failed>(await stage.ReadRowAsync(Ended with { Output = null }));
        Assert.Equal((kind, false), (failed.Kind, failed.MayBeCharged));
    }

    [Theory]
    [InlineData("\"response\":null,\"error\":null")]
    [InlineData("\"response\":{\"status_code\":200,\"body\":{\"id\":\"half\"}},\"error\":null")]
    [InlineData("\"response\":{\"status_code\":200,\"body\":null},\"error\":null")]
    [InlineData("\"response\":{\"status_code\":0,\"body\":{}},\"error\":null")]
    public async Task Read_RowThatSaysNothing_MayBeCharged(string rest)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, $$"""{"custom_id":"{{stage.Id(1)}}",{{rest}}}""");
        var failed = Assert.IsType<CallResult.Failed>(await stage.ReadRowAsync(Ended with { Errors = null }));
        Assert.Equal((FailureKind.Malformed, true), (failed.Kind, failed.MayBeCharged));
    }

    // The same request again would be cut short at the same place.
    [Fact]
    public async Task Trap_TruncatedAnswer_IsRecognised()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, Answered(stage.Id(1), """ "choices":[{"index":0,"message":{"role":"assistant","content":"{\"a\":"},"finish_reason":"length"}] """));
        Assert.Equal(FinishReason.Length, Assert.IsType<CallResult.Replied>(await stage.ReadRowAsync(Ended with { Errors = null })).Answer.Finish);
    }

    [Fact]
    public async Task Read_AnyUtf16InAnAnswer_ArrivesWithoutLoss()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, Said(stage.Id(1), """\ud83d\u0000 \ue000"""));
        Assert.Equal("\ud83d\0 \ue000", Assert.IsType<CallResult.Replied>(await stage.ReadRowAsync(Ended with { Errors = null })).Answer.Text);
    }

    // Emptiness has two shapes, and a "completed" batch can hold nothing.
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData(null, "")]
    public async Task Trap_CompletedWithNothingInIt_HasNoLinesAndAsksForNone(string? output, string? errors)
    {
        await using var stage = new BatchStage();
        Assert.Empty(await stage.ReadAsync(Ended with { Output = output, Errors = errors }));
        Assert.Empty(stage.Provider.Requests);
    }

    [Fact]
    public async Task Read_ForeignAndUnreadableLines_AreSaidAndPassedOver()
    {
        await using var stage = new BatchStage();
        var other = new CustomId(Guid.NewGuid(), Guid.NewGuid()).ToString();
        stage.Provider.On(Output, 200, $"no json\n\n{Said(other, "a")}\r\n{Said("row-7", "b")}\n{{}}\n[]\n{{\"custom_id\":\"\\ud800\"}}\n{Said(stage.Id(1), "mine")}\n");
        var lines = await stage.ReadAsync(Ended with { Errors = null });
        Assert.Equal([null, other, "row-7", null, null, null], lines.OfType<BatchLine.Foreign>().Select(line => line.Name));
        Assert.IsType<BatchLine.Row>(lines[^1]);
    }

    [Fact]
    public async Task Read_CustomIdTwice_IsGivenTwice()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, $"{Said(stage.Id(1), "first")}\n{Said(stage.Id(1), "second")}");
        Assert.Equal(2, (await stage.ReadAsync(Ended with { Errors = null })).OfType<BatchLine.Row>().Count());
    }

    [Fact]
    public async Task Read_ConnectionBrokenInTheMiddle_KeepsWhatCameAndSaysSoLast()
    {
        await using var stage = new BatchStage();
        var seen = new TaskCompletionSource();
        stage.Provider.OnCutAfter(Output, $"{Said(stage.Id(1), "one")}\n{{\"custom_id\":", seen.Task);
        var lines = new List<BatchLine>();
        await foreach (var line in stage.Client.ReadAsync(stage.Shipment, Ended, BatchStage.Stop))
        {
            lines.Add(line);
            seen.TrySetResult();
        }

        Assert.Equal(2, lines.Count);
        Assert.IsType<BatchLine.Row>(lines[0]);
        Assert.IsType<BatchLine.Broken>(lines[1]);
        Assert.DoesNotContain(Errors, stage.Provider.Calls);
    }

    // Taken for a foreign line, its row would be missing, and be bought again though it was paid.
    [Fact]
    public async Task Read_FileThatEndsInTheMiddleOfALine_IsBroken()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 200, $"{Said(stage.Id(1), "one")}\n{{\"custom_id\":\"{stage.Id(2)}\",\"resp");
        Assert.IsType<BatchLine.Broken>((await stage.ReadAsync(Ended))[^1]);
    }

    [Fact]
    public async Task Read_FileThatIsRefused_IsReadAgainWhenTheProviderSays()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Output, 429, "{}", "30");
        Assert.Equal(new BatchLine.Broken("HTTP 429", TimeSpan.FromSeconds(30)), Assert.Single(await stage.ReadAsync(Ended)));
    }

    [Fact]
    public async Task Read_LargeFile_ComesLineByLine()
    {
        await using var stage = new BatchStage();
        var gate = new TaskCompletionSource();
        stage.Provider.On(Output, async http =>
        {
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $"{Said(stage.Id(1), "one")}\n");
            await http.Response.Body.FlushAsync();
            await gate.Task;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $"{Said(stage.Id(2), new string('x', 300_000))}\n");
        });
        var read = new List<BatchLine>();
        await foreach (var line in stage.Client.ReadAsync(stage.Shipment, Ended with { Errors = null }, BatchStage.Stop))
        {
            read.Add(line);
            // The second line is not sent before the first was read.
            gate.TrySetResult();
        }

        Assert.Equal(300_000, ((CallResult.Replied)((BatchLine.Row)read[1]).Result).Answer.Text.Length);
    }

    private static string Said(string id, string text) =>
        Answered(id, $$""" "choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}] """);

    private static string Answered(string id, string rest) => $$$"""
        {"id":"batch_req_1","custom_id":"{{{id}}}","response":{"status_code":200,"request_id":"req-7","body":{"id":"c","object":"chat.completion","created":1,"model":"m",{{{rest}}}}},"error":null}
        """.ReplaceLineEndings(" ");

    private static string Failed(string id, int status, string code) => $$$$"""
        {"id":"x","custom_id":"{{{{id}}}}","response":{"status_code":{{{{status}}}},"request_id":"r","body":{"error":{"message":"quoted","type":"e","param":null,"code":"{{{{code}}}}"}}},"error":null}
        """;
}
