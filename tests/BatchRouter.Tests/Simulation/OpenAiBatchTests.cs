using System.Net;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class OpenAiBatchTests
{
    private static readonly string[] Times = ["created_at", "in_progress_at", "finalizing_at", "completed_at"];
    private static readonly string[] RowsWithAResponse = ["row-1", "row-2", "row-9"];

    [Fact]
    public async Task Batch_AsTimeGoesBy_PassesThroughItsStates()
    {
        await using var stage = await BatchStage.StartAsync();
        var id = (await stage.CreateAsync(BatchStage.Lines(100), ""","metadata":{"batchrouter_shipment":"abc"}""")).Text("id");
        var seen = new List<(string, (int, int, int))>();
        foreach (var minutes in new[] { 0.0, 5, 4.6, 0.4 })
        {
            stage.Clock.Advance(TimeSpan.FromMinutes(minutes));
            var batch = await stage.BatchAsync(id);
            seen.Add((batch.Text("status"), batch.Counts()));
        }

        Assert.Equal(["validating", "in_progress", "finalizing", "completed"], seen.Select(one => one.Item1));
        Assert.Equal((0, 0, 0), seen[0].Item2);
        Assert.InRange(seen[1].Item2.Item2, 40, 60);
        Assert.Equal((100, 100, 0), seen[3].Item2);
        var ended = await stage.BatchAsync(id);
        Assert.Equal("abc", ended.GetProperty("metadata").Text("batchrouter_shipment"));
        Assert.Equal(DefaultFleet.Small, ended.Text("model"));
        Assert.Equal(BatchStage.Start.AddHours(24).ToUnixTimeSeconds(), ended.GetProperty("expires_at").GetInt64());
        var times = Times.Select(name => ended.GetProperty(name).GetInt64()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(600, times[3] - times[0]);
    }

    [Fact]
    public async Task Output_OfACompletedBatch_HoldsEachRowOnceInAnotherOrderWithTheSynchronousAnswer()
    {
        await using var stage = await BatchStage.StartAsync();
        var batch = await EndAsync(stage, BatchStage.Lines(50));
        var lines = await stage.ContentAsync(batch.Text("output_file_id"));
        var sent = Enumerable.Range(1, 50).Select(number => $"row-{number}").ToList();
        Assert.Equal(sent.Order(), lines.CustomIds().Order());
        Assert.NotEqual(sent, lines.CustomIds());
        Assert.All(lines, line => Assert.True(line.IsNull("error")));
        var first = lines[0].GetProperty("response");
        Assert.Equal(200, first.GetProperty("status_code").GetInt32());
        using var response = await stage.OpenAi.PostAsync(
            "v1/chat/completions", BatchStage.Json(SimulatedClient.Body($"What is fact number {lines[0].Text("custom_id")[4..]}?")), BatchStage.Stop);
        Assert.Equal((await BatchStage.ReadAsync(response)).Text(), first.GetProperty("body").Text());
    }

    [Fact]
    public async Task ErrorFile_OfACompletedBatch_HoldsBothShapes()
    {
        await using var stage = await BatchStage.StartAsync(new()
        {
            BendRow = (row, _) => row.CustomId switch { "row-1" => RowFate.Rejected, "row-2" => RowFate.Failed, "row-3" => RowFate.TimedOut, _ => RowFate.Answered },
        });
        var tooHot = BatchStage.Line("row-9", "What is heat?", more: ""","temperature":9""");
        var batch = await EndAsync(stage, [.. BatchStage.Lines(5), tooHot]);
        Assert.Equal((6, 2, 4), batch.Counts());
        Assert.Equal(2, (await stage.ContentAsync(batch.Text("output_file_id"))).Count);
        var errors = (await stage.ContentAsync(batch.Text("error_file_id"))).ToDictionary(line => line.Text("custom_id"));
        Assert.Equal(["row-1", "row-2", "row-3", "row-9"], errors.Keys.Order());
        Assert.Equal([400, 500, 400], RowsWithAResponse.Select(row => errors[row].GetProperty("response").GetProperty("status_code").GetInt32()));
        Assert.Equal("invalid_value", errors["row-9"].GetProperty("response").GetProperty("body").GetProperty("error").Text("code"));
        Assert.True(errors["row-1"].IsNull("error"));
        Assert.True(errors["row-3"].IsNull("response"));
        Assert.Equal("request_timeout", errors["row-3"].GetProperty("error").Text("code"));
        Assert.Equal(2, stage.Provider.Bill.Lines().Count);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, null)]
    public async Task ErrorFileId_OfACleanBatch_IsEmptyOrNull(bool empty, string? expected)
    {
        await using var stage = await BatchStage.StartAsync(fate: drawn => drawn with { EmptyErrorFileId = empty });
        Assert.Equal(expected, (await EndAsync(stage, BatchStage.Lines(3))).GetProperty("error_file_id").GetString());
    }

    [Fact]
    public async Task OutputFileId_WhenEveryRowFailed_IsNullThoughTheBatchCompleted()
    {
        await using var stage = await BatchStage.StartAsync(new() { FailedRows = 1 });
        var batch = await EndAsync(stage, BatchStage.Lines(3));
        Assert.Equal("completed", batch.Text("status"));
        Assert.True(batch.IsNull("output_file_id"));
        Assert.Equal(3, (await stage.ContentAsync(batch.Text("error_file_id"))).Count);
        Assert.Equal(0, stage.Provider.Bill.TotalNanoUsd);
    }

    [Fact]
    public async Task Expired_WithPartialOutput_ChargesWhatIsDone()
    {
        await using var stage = await BatchStage.StartAsync(
            fate: drawn => drawn with { CompletesAfter = TimeSpan.FromHours(16), ExpiresAfter = TimeSpan.FromHours(8) });
        var id = (await stage.CreateAsync(BatchStage.Lines(40))).Text("id");
        stage.Clock.Advance(TimeSpan.FromHours(8));
        await AssertPartialAsync(stage, id, "expired", "batch_expired", 18, 22);
    }

    [Fact]
    public async Task Cancelled_WithPartialOutput_PassesThroughCancellingAndChargesWhatIsDone()
    {
        await using var stage = await BatchStage.StartAsync(fate: drawn => drawn with { CompletesAfter = TimeSpan.FromHours(2) });
        var id = (await stage.CreateAsync(BatchStage.Lines(40))).Text("id");
        stage.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("cancelling", (await BatchStage.PostAsync(stage.OpenAi, $"v1/batches/{id}/cancel")).Text("status"));
        Assert.Equal("cancelling", (await BatchStage.PostAsync(stage.OpenAi, $"v1/batches/{id}/cancel")).Text("status"));
        stage.Clock.Advance(TimeSpan.FromMinutes(3));
        await AssertPartialAsync(stage, id, "cancelled", "batch_cancelled", 18, 22);
        using var again = await stage.OpenAi.PostAsync($"v1/batches/{id}/cancel", null, BatchStage.Stop);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachBatchOnceNewestFirst()
    {
        await using var stage = await BatchStage.StartAsync();
        var made = new List<string>();
        for (var count = 0; count < 5; count++)
            made.Add((await stage.CreateAsync(BatchStage.Lines(1))).Text("id"));
        var seen = new List<string>();
        for (var more = true; more;)
        {
            var page = JsonElement.Parse(await stage.OpenAi.GetStringAsync(seen.Count == 0 ? "v1/batches?limit=2" : $"v1/batches?limit=2&after={seen[^1]}", BatchStage.Stop));
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(batch => batch.Text("id")));
            Assert.Equal(seen[^1], page.Text("last_id"));
            more = page.GetProperty("has_more").GetBoolean();
        }

        Assert.Equal(made.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    public async Task File_Deleted_IsNotFound()
    {
        await using var stage = await BatchStage.StartAsync();
        var id = await stage.UploadAsync(BatchStage.Lines(1));
        Assert.Contains(id, await stage.OpenAi.GetStringAsync("v1/files?purpose=batch", BatchStage.Stop), StringComparison.Ordinal);
        using var deleted = await stage.OpenAi.DeleteAsync($"v1/files/{id}", BatchStage.Stop);
        Assert.True((await BatchStage.ReadAsync(deleted)).GetProperty("deleted").GetBoolean());
        using var gone = await stage.OpenAi.GetAsync($"v1/files/{id}/content", BatchStage.Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<JsonElement> EndAsync(BatchStage stage, IEnumerable<string> lines)
    {
        var id = (await stage.CreateAsync(lines)).Text("id");
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        return await stage.BatchAsync(id);
    }

    private static async Task AssertPartialAsync(BatchStage stage, string id, string status, string code, int least, int most)
    {
        var batch = await stage.BatchAsync(id);
        Assert.Equal(status, batch.Text("status"));
        var answered = await stage.ContentAsync(batch.Text("output_file_id"));
        var undone = await stage.ContentAsync(batch.Text("error_file_id"));
        Assert.InRange(answered.Count, least, most);
        Assert.Equal(40, answered.Count + undone.Count);
        Assert.All(undone.ErrorCodes(), found => Assert.Equal(code, found));
        Assert.Equal(answered.CustomIds().Order(), stage.Provider.Bill.Lines().Select(line => line.ClientRequestId!).Order());
    }
}
