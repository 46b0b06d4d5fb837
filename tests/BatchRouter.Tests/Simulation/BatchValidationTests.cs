using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class BatchValidationTests
{
    private const string Duplicate = """{"custom_id":"row-1","method":"POST","url":"/v1/chat/completions","body":{"model":"sim-small","messages":[{"role":"user","content":"x"}]}}""";
    private const string OtherModel = """{"custom_id":"row-9","method":"POST","url":"/v1/chat/completions","body":{"model":"sim-large","messages":[{"role":"user","content":"x"}]}}""";
    private const string UnknownModel = """{"custom_id":"row-9","method":"POST","url":"/v1/chat/completions","body":{"model":"nobody"}}""";
    private const string OtherUrl = """{"custom_id":"row-9","method":"POST","url":"/v1/embeddings","body":{"model":"sim-small"}}""";
    private const string NoId = """{"method":"POST","url":"/v1/chat/completions","body":{"model":"sim-small"}}""";

    [Theory]
    [InlineData(Duplicate, "duplicate_custom_id")]
    [InlineData(OtherModel, "mismatched_model")]
    [InlineData(UnknownModel, "model_not_found")]
    [InlineData(OtherUrl, "invalid_url")]
    [InlineData(NoId, "missing_required_parameter")]
    [InlineData("no json", "invalid_json_line")]
    public async Task Batch_WithABadLine_FailsAtValidationAndNamesTheLine(string bad, string code)
    {
        await using var stage = await BatchStage.StartAsync();
        var failed = await FailAsync(stage, [.. BatchStage.Lines(2), bad]);
        Assert.Equal(code, failed.Text("code"));
        Assert.Equal(3, failed.GetProperty("line").GetInt32());
        Assert.Empty(stage.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Batch_OfMoreLinesThanAllowed_FailsAtValidation()
    {
        await using var stage = await BatchStage.StartAsync(more: options => options with { MaxBatchLines = 10 });
        Assert.Equal("max_requests_exceeded", (await FailAsync(stage, BatchStage.Lines(11))).Text("code"));
    }

    [Fact]
    public async Task File_LargerThanAllowed_IsRefused()
    {
        await using var stage = await BatchStage.StartAsync(more: options => options with { MaxBatchFileBytes = 1_000 });
        using var allowed = await stage.TryUploadAsync(new byte[1_000]);
        using var refused = await stage.TryUploadAsync(new byte[1_001]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (allowed.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task File_LargerThanAnOrdinaryRequestMayBe_IsTaken()
    {
        await using var stage = await BatchStage.StartAsync(more: options => options with { MaxRequestBytes = 50_000 });
        using var response = await stage.TryUploadAsync(new byte[200_000]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task File_OfAnotherPurpose_IsRefused()
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.TryUploadAsync(Encoding.UTF8.GetBytes("x"), "assistants");
        Assert.Equal("invalid_value", await response.ErrorCodeAsync());
    }

    [Theory]
    [InlineData(""","metadata":{"key":1}""")]
    [InlineData(""","metadata":"text" """)]
    public async Task Create_WithBadMetadata_IsRefused(string more)
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.TryCreateAsync(await stage.UploadAsync(BatchStage.Lines(1)), more);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Create_OfAFileThatIsNotThere_IsRefused()
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.TryCreateAsync("file-none");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    // openai-python#2084: failed batches kept holding the quota.
    [Theory]
    [InlineData(false, "validating")]
    [InlineData(true, "failed")]
    public async Task Quota_AfterABatchFailedForIt_IsFreeUnlessTheScriptHoldsIt(bool holds, string expected)
    {
        await using var stage = await BatchStage.StartAsync(
            new() { FailedBatchesHoldQuota = holds },
            more: options => options with { Models = [SimulatedClient.QuickFleet[0] with { EnqueuedTokens = 400 }] });
        Assert.Equal("token_limit_exceeded", (await FailAsync(stage, BatchStage.Lines(40))).Text("code"));
        var next = await stage.CreateAsync(BatchStage.Lines(10));
        if (expected == "failed")
            stage.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(expected, (await stage.BatchAsync(next.Text("id"))).Text("status"));
    }

    [Fact]
    public async Task Quota_HeldByAnOpenBatch_IsFreeWhenItEnds()
    {
        await using var stage = await BatchStage.StartAsync(
            more: options => options with { Models = [SimulatedClient.QuickFleet[0] with { EnqueuedTokens = 200 }] });
        await stage.CreateAsync(BatchStage.Lines(10));
        Assert.Equal("token_limit_exceeded", (await FailAsync(stage, BatchStage.Lines(10))).Text("code"));
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        var id = (await stage.CreateAsync(BatchStage.Lines(10))).Text("id");
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("completed", (await stage.BatchAsync(id)).Text("status"));
    }

    private static async Task<JsonElement> FailAsync(BatchStage stage, IEnumerable<string> lines)
    {
        var id = (await stage.CreateAsync(lines)).Text("id");
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        var batch = await stage.BatchAsync(id);
        Assert.Equal("failed", batch.Text("status"));
        Assert.Equal((0, 0, 0), batch.Counts());
        Assert.True(batch.IsNull("output_file_id"));
        Assert.Equal("list", batch.GetProperty("errors").Text("object"));
        return batch.GetProperty("errors").GetProperty("data")[0];
    }
}
