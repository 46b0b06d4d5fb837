using System.Text;
using System.Text.Json;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Providers.Batching;

public sealed class OpenAiCreateTests
{
    private const string Upload = "POST /v1/files";
    private const string Create = "POST /v1/batches";
    private const string Delete = "DELETE /v1/files/file-1";
    private const string File = """{"id":"file-1","object":"file","status":"processed"}""";

    [Fact]
    public async Task Create_Rows_AreUploadedAsLinesAndTheBatchNamesTheShipment()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 200, File).On(Create, 200, """{"id":"batch_1","object":"batch","status":"validating"}""");
        Assert.Equal("batch_1", Assert.IsType<CreateResult.Created>(await stage.CreateAsync()).ProviderId);
        Assert.Equal([Upload, Create], stage.Provider.Calls);
        var batch = JsonElement.Parse(stage.Provider.BodyOf(Create));
        Assert.Equal(("file-1", "/v1/chat/completions", "24h"),
            (batch.GetProperty("input_file_id").GetString(), batch.GetProperty("endpoint").GetString(), batch.GetProperty("completion_window").GetString()));
        Assert.Equal("0123456789abcdef0123456789abcdef", batch.GetProperty("metadata").GetProperty("batchrouter_shipment").GetString());
        Assert.Contains("name=purpose\r\n\r\nbatch\r\n", stage.Provider.BodyOf(Upload), StringComparison.Ordinal);
        Assert.All(stage.Provider.Headers, headers => Assert.Equal("Bearer secret", headers.Authorization));
        var lines = Lines(stage);
        Assert.Equal([stage.Id(1), stage.Id(2)], lines.Select(line => line.GetProperty("custom_id").GetString()));
        Assert.All(lines, line => Assert.Equal(("POST", "/v1/chat/completions"), (line.GetProperty("method").GetString(), line.GetProperty("url").GetString())));
    }

    // A server that needs the length of an upload refuses one in chunks.
    [Fact]
    public async Task Create_Upload_SaysItsLength()
    {
        await using var stage = Accepting();
        await stage.CreateAsync();
        var (_, body, length) = stage.Provider.Requests[0];
        Assert.Equal(Encoding.UTF8.GetByteCount(body), length);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a\\u0000b")]
    [InlineData("x\\udc00\\ud83dy")]
    [InlineData("\\ue000 \\ud800 😀\\n")]
    public async Task Create_BodyOfARow_IsThatOfTheSynchronousCall(string escaped)
    {
        var job = Some.Job(Some.Text(escaped)) with
        {
            Temperature = 0.7,
            Format = ResponseFormatKind.JsonSchema,
            JsonSchema = "{\n \"type\": \"object\",\r\n \"properties\": { \"a\": { \"type\": \"string\" } }\n}",
            Tools = [new Tool("f", "does it", "{\n\"type\":\"object\"\n}")],
        };
        await using var log = new RequestLog();
        await log.CallAsync(job);
        await using var stage = Accepting();
        await stage.CreateAsync(BatchStage.Line(1, job));
        Assert.Equal(
            log.Bodies[0].ReplaceLineEndings(" "), Assert.Single(Lines(stage)).GetProperty("body").GetRawText());
    }

    // One job that no request can be made of must not take its neighbours with it.
    [Fact]
    public async Task Create_JobThatCannotBeWritten_IsLeftOut()
    {
        await using var stage = Accepting();
        var unwritable = Some.Job() with { Tools = [new Tool("f", null, "this is no schema")] };
        Assert.IsType<CreateResult.Created>(await stage.CreateAsync(BatchStage.Line(1, unwritable), BatchStage.Line(2)));
        Assert.Equal(stage.Id(2), Assert.Single(Lines(stage)).GetProperty("custom_id").GetString());
        Assert.Equal(FailureKind.InvalidRequest, Assert.IsType<CreateResult.Refused>(await stage.CreateAsync(BatchStage.Line(1, unwritable))).Kind);
        Assert.Equal(2, stage.Provider.Requests.Count);
    }

    [Fact]
    public async Task Create_ThousandsOfRows_AllArrive()
    {
        await using var stage = Accepting();
        Assert.IsType<CreateResult.Created>(await stage.CreateAsync([.. Enumerable.Range(0, 3_000).Select(row => BatchStage.Line(row))]));
        Assert.Equal(3_000, Lines(stage).Select(line => line.GetProperty("custom_id").GetString()).Distinct().Count());
    }

    // Without a create there is no batch, so nothing can be in doubt.
    [Fact]
    public async Task Create_UploadWithoutAnAnswer_IsRefused()
    {
        await using var stage = new BatchStage();
        stage.Provider.OnCut(Upload);
        Assert.Equal(FailureKind.Cut, Assert.IsType<CreateResult.Refused>(await stage.CreateAsync()).Kind);
    }

    [Fact]
    public async Task Create_UploadRefused_SaysWhyAndWhenToComeBack()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 429, """{"error":{"message":"slow down","type":"rate_limit_error"}}""", "17");
        var refused = Assert.IsType<CreateResult.Refused>(await stage.CreateAsync());
        Assert.Equal((FailureKind.RateLimited, TimeSpan.FromSeconds(17)), (refused.Kind, refused.RetryAfter));
    }

    [Fact]
    public async Task Create_NobodyListens_IsRefused()
    {
        await using var stage = new BatchStage();
        var nowhere = stage.Shipment with { Provider = stage.Shipment.Provider with { Endpoint = new Uri("http://127.0.0.1:1/v1") } };
        Assert.Equal(FailureKind.Unavailable, Assert.IsType<CreateResult.Refused>(await stage.Client.CreateAsync(nowhere, stage.Model, [BatchStage.Line(1)], BatchStage.Stop)).Kind);
    }

    // What is ambiguous is looked for, never created again.
    [Fact]
    public async Task Create_SentWithoutAnAnswer_IsInDoubtAndSentOnce()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 200, File).OnCut(Create);
        Assert.IsType<CreateResult.InDoubt>(await stage.CreateAsync());
        Assert.Equal([Upload, Create], stage.Provider.Calls);
    }

    [Fact]
    public async Task Create_HalfAnAnswer_IsInDoubt()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 200, File).OnCutAfter(Create, """{"id":"batch_""");
        Assert.IsType<CreateResult.InDoubt>(await stage.CreateAsync());
    }

    [Theory]
    [InlineData(200, "<html>welcome</html>")]
    [InlineData(200, "{}")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(504, """{"error":{"message":"timeout","type":"server_error"}}""")]
    [InlineData(503, "<html>try later</html>")]
    public async Task Create_AnswerThatIsNoClearNo_IsInDoubt(int status, string body)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 200, File).On(Create, status, body);
        Assert.IsType<CreateResult.InDoubt>(await stage.CreateAsync());
        Assert.DoesNotContain(Delete, stage.Provider.Calls);
    }

    [Theory]
    [InlineData(400, "token_limit_exceeded", FailureKind.RateLimited)]
    [InlineData(400, "invalid_request", FailureKind.InvalidRequest)]
    [InlineData(401, "invalid_api_key", FailureKind.Unauthorised)]
    [InlineData(429, "rate_limit_exceeded", FailureKind.RateLimited)]
    [InlineData(500, "server_error", FailureKind.Unavailable)]
    [InlineData(503, "overloaded", FailureKind.Unavailable)]
    public async Task Create_RefusedByTheProvider_LeavesNoFileBehind(int status, string code, FailureKind kind)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Upload, 200, File).On(Create, status, $$$"""{"error":{"message":"a prompt quoted","code":"{{{code}}}"}}""").On(Delete, 200, "{}");
        var refused = Assert.IsType<CreateResult.Refused>(await stage.CreateAsync());
        Assert.Equal(kind, refused.Kind);
        Assert.DoesNotContain("quoted", refused.Detail, StringComparison.Ordinal);
        Assert.Equal([Upload, Create, Delete], stage.Provider.Calls);
    }

    // Azure takes no batch of a file that it has not looked through.
    [Fact]
    public async Task Create_FileThatIsNotReady_IsWaitedFor()
    {
        await using var stage = Accepting("""{"id":"file-1","status":"pending"}""");
        stage.Provider.On("GET /v1/files/file-1", 200, File);
        Assert.IsType<CreateResult.Created>(await stage.CreateAsync());
        Assert.Equal([Upload, "GET /v1/files/file-1", Create], stage.Provider.Calls);
    }

    private static BatchStage Accepting(string file = File)
    {
        var stage = new BatchStage();
        stage.Provider.On(Upload, 200, file).On(Create, 200, """{"id":"batch_1"}""");
        return stage;
    }

    private static List<JsonElement> Lines(BatchStage stage) => stage.Provider.Requests.First(request => request.Call == Upload).Body
        .Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line.TrimEnd('\r'))).ToList();
}
