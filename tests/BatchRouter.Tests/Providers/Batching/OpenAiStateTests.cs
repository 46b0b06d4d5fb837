using BatchRouter.Running;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Providers.Batching;

public sealed class OpenAiStateTests
{
    private const string Look = "GET /v1/batches/b1";
    private const string Cancel = "POST /v1/batches/b1/cancel";
    private const string List = "GET /v1/batches?limit=100";
    private const string Ours = "0123456789abcdef0123456789abcdef";

    private static readonly HashSet<string> NoneKnown = [];

    [Theory]
    [InlineData("validating", null)]
    [InlineData("in_progress", null)]
    [InlineData("finalizing", null)]
    [InlineData("cancelling", null)]
    [InlineData("a_state_of_azure", null)]
    [InlineData("completed", BatchEnd.Completed)]
    [InlineData("expired", BatchEnd.Expired)]
    [InlineData("cancelled", BatchEnd.Cancelled)]
    [InlineData("failed", BatchEnd.Refused)]
    public async Task Look_State_IsAnEndOrGoesOn(string status, BatchEnd? end)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, 200, $$"""{"id":"b1","status":"{{status}}"}""");
        Assert.Equal(end, (await stage.SeenAsync()).End);
    }

    [Fact]
    public async Task Look_EndedBatch_SaysWhenHowManyAndWhere()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, 200, """
            {"id":"b1","status":"expired","expired_at":1795176000,"request_counts":{"total":5,"completed":3,"failed":2},"output_file_id":"out","error_file_id":"err","errors":null}
            """);
        Assert.Equal(
            new BatchStatus { End = BatchEnd.Expired, EndedAt = DateTimeOffset.FromUnixTimeSeconds(1795176000), Answered = 3, Failed = 2, Output = "out", Errors = "err" },
            await stage.SeenAsync());
    }

    // A file id is null on one server and empty on another.
    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task Trap_EmptyAndNullFileIds_AreNoFiles(string id)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, 200, $$"""{"id":"b1","status":"completed","output_file_id":{{id}},"error_file_id":{{id}}}""");
        var status = await stage.SeenAsync();
        Assert.Equal((BatchEnd.Completed, null, null), (status.End, status.Output, status.Errors));
    }

    [Fact]
    public async Task Look_RefusedAtValidation_SaysTheFirstError()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, 200, """{"id":"b1","status":"failed","errors":{"object":"list","data":[{"code":"token_limit_exceeded","message":"m"},{"code":"b"}]}}""");
        var status = await stage.SeenAsync();
        Assert.Equal((BatchEnd.Refused, "token_limit_exceeded"), (status.End, status.ErrorCode));
    }

    // A refused batch is not read; one that failed on its way has paid rows.
    [Theory]
    [InlineData("\"output_file_id\":\"out\"")]
    [InlineData("\"request_counts\":{\"completed\":1}")]
    public async Task Look_FailedWithAnsweredRows_IsNoRefusal(string field)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, 200, $$"""{"id":"b1","status":"failed",{{field}}}""");
        Assert.Equal(BatchEnd.Completed, (await stage.SeenAsync()).End);
    }

    [Fact]
    public async Task Trap_NotFoundRightAfterCreate_IsNoFailure()
    {
        await using var stage = new BatchStage();
        Assert.IsType<LookResult.NotFound>(await stage.Client.LookAsync(stage.Shipment, BatchStage.Stop));
    }

    [Theory]
    [InlineData(429, FailureKind.RateLimited)]
    [InlineData(500, FailureKind.Unavailable)]
    [InlineData(401, FailureKind.Unauthorised)]
    public async Task Look_Error_IsAFailureWithItsKind(int status, FailureKind kind)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Look, status, "{}", "3");
        Assert.Equal(new LookResult.Failed(kind, $"HTTP {status}", TimeSpan.FromSeconds(3)), await stage.Client.LookAsync(stage.Shipment, BatchStage.Stop));
    }

    [Fact]
    public async Task Cancel_OfWhatGoesOn_IsTaken()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Cancel, 200, """{"id":"b1","status":"cancelling"}""");
        Assert.IsType<CancelResult.Taken>(await stage.Client.CancelAsync(stage.Shipment, BatchStage.Stop));
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("cancelling")]
    public async Task Cancel_OfWhatEndsAnyway_IsTaken(string status)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Cancel, 409, """{"error":{"message":"no","type":"invalid_request_error"}}""").On(Look, 200, $$"""{"id":"b1","status":"{{status}}"}""");
        Assert.IsType<CancelResult.Taken>(await stage.Client.CancelAsync(stage.Shipment, BatchStage.Stop));
    }

    [Fact]
    public async Task Cancel_RefusedWhileItGoesOn_HasFailed()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(Cancel, 409, "{}").On(Look, 200, """{"id":"b1","status":"in_progress"}""");
        Assert.IsType<CancelResult.Failed>(await stage.Client.CancelAsync(stage.Shipment, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_BatchOnALaterPage_IsFoundByItsMetadata()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(List, 200, Page(true, Batch("x1", 0, "other"), Batch("x2", 0, null)))
            .On($"{List}&after=x2", 200, Page(false, Batch("b9", 0, Ours)));
        Assert.Equal(new FindResult.Found("b9"), await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_BatchesOfBefore_EndTheSearch()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(List, 200, Page(true, Batch("x1", 5, "other"), Batch("x2", -61, "other")));
        Assert.IsType<FindResult.NotFound>(await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
        Assert.Single(stage.Provider.Requests);
    }

    [Fact]
    public async Task Find_ListWithTheOldestFirst_IsReadToItsEnd()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(List, 200, Page(true, Batch("x1", -600, "other"), Batch("x2", -500, "other"))).On($"{List}&after=x2", 200, Page(false, Batch("b9", 0, Ours)));
        Assert.Equal(new FindResult.Found("b9"), await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "<html/>")]
    [InlineData(200, "{}")]
    public async Task Find_ListThatCannotBeRead_IsUnknown(int status, string body)
    {
        await using var stage = new BatchStage();
        stage.Provider.On(List, status, body);
        Assert.IsType<FindResult.Unknown>(await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_EmptyList_IsNotFound()
    {
        await using var stage = new BatchStage();
        stage.Provider.On(List, 200, Page(false));
        Assert.IsType<FindResult.NotFound>(await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    private static string Batch(string id, int minutes, string? shipment) =>
        $$"""{"id":"{{id}}","created_at":{{Some.Noon.AddMinutes(minutes).ToUnixTimeSeconds()}},"metadata":{{(shipment is null ? "null" : $$"""{"batchrouter_shipment":"{{shipment}}"}""")}}}""";

    private static string Page(bool hasMore, params string[] batches) =>
        $$"""{"object":"list","data":[{{string.Join(',', batches)}}],"has_more":{{(hasMore ? "true" : "false")}}}""";
}
