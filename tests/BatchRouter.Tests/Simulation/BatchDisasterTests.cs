using System.Net;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Sandbox.Simulation.Batching;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class BatchDisasterTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task AmbiguousCreate_CutsTheConnectionAndLeavesTheBatchInTheList()
    {
        await using var stage = await BatchStage.StartAsync(fate: drawn => drawn with { CutsCreate = true });
        var file = await stage.UploadAsync(BatchStage.Lines(2));
        await Assert.ThrowsAsync<HttpRequestException>(() => stage.TryCreateAsync(file));
        Assert.Contains(file, await stage.OpenAi.GetStringAsync("v1/batches", BatchStage.Stop), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => stage.CreateMessageBatchAsync(BatchStage.MessageRequest("a", "What is it?")));
        Assert.Contains("msgbatch_", await stage.Anthropic.GetStringAsync("v1/messages/batches", BatchStage.Stop), StringComparison.Ordinal);
    }

    // anthropic-sdk-python#1432: 404 right after create.
    [Fact]
    public async Task HiddenCreate_IsNotFoundForAWhile()
    {
        await using var stage = await BatchStage.StartAsync(new() { HiddenCreates = 1 });
        var id = (await stage.CreateAsync(BatchStage.Lines(1))).Text("id");
        using var early = await stage.OpenAi.GetAsync($"v1/batches/{id}", BatchStage.Stop);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.DoesNotContain(id, await stage.OpenAi.GetStringAsync("v1/batches", BatchStage.Stop), StringComparison.Ordinal);
        stage.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("in_progress", (await stage.BatchAsync(id)).Text("status"));
    }

    [Fact]
    public async Task BrokenCall_IsRefusedBeforeAnythingIsDone()
    {
        await using var stage = await BatchStage.StartAsync(new() { BrokenCalls = 1 });
        using var upload = await stage.TryUploadAsync([1]);
        using var list = await stage.Anthropic.GetAsync("v1/messages/batches", BatchStage.Stop);
        Assert.Equal((503, 529), ((int)upload.StatusCode, (int)list.StatusCode));
    }

    [Fact]
    public async Task CutRead_BreaksOffOnceAndIsCompleteTheNextTime()
    {
        await using var stage = await BatchStage.StartAsync(new() { CutReads = 1 });
        var id = (await stage.CreateAsync(BatchStage.Lines(20))).Text("id");
        stage.Clock.Advance(TenMinutes);
        var output = (await stage.BatchAsync(id)).Text("output_file_id");
        await Assert.ThrowsAsync<HttpRequestException>(() => stage.ContentAsync(output));
        Assert.Equal(20, (await stage.ContentAsync(output)).Count);
    }

    [Fact]
    public async Task Rows_ThatMeetADisaster_AreToldAndChargedAsScripted()
    {
        var fates = new Dictionary<string, RowFate>
        {
            ["row-1"] = RowFate.Missing,
            ["row-2"] = RowFate.Lost,
            ["row-3"] = RowFate.Duplicated,
            ["row-4"] = RowFate.Truncated,
        };
        await using var stage = await BatchStage.StartAsync(
            new() { BendRow = (row, drawn) => fates.GetValueOrDefault(row.CustomId, drawn) }, drawn => drawn with { ForeignLines = 2 });
        var id = (await stage.CreateAsync(BatchStage.Lines(6))).Text("id");
        stage.Clock.Advance(TenMinutes);
        var batch = await stage.BatchAsync(id);
        Assert.Equal((6, 6, 0), batch.Counts());
        var lines = await stage.ContentAsync(batch.Text("output_file_id"));
        var foreign = lines.CustomIds().Where(name => CustomId.Parse(name) is not null).ToList();
        Assert.Equal(2, foreign.Distinct().Count());
        Assert.Equal(["row-3", "row-3", "row-4", "row-5", "row-6"], lines.CustomIds().Except(foreign).Concat(lines.CustomIds().Where(name => name == "row-3").Skip(1)).Order());
        var cut = lines.Single(line => line.Text("custom_id") == "row-4").GetProperty("response").GetProperty("body");
        Assert.Equal("length", cut.FinishReason());
        var bill = stage.Provider.Bill.Lines();
        Assert.Equal(["row-2", "row-3", "row-4", "row-5", "row-6"], bill.Select(line => line.ClientRequestId!).Order());
        Assert.Equal(["row-2"], bill.Where(line => !line.Answered).Select(line => line.ClientRequestId!));
        Assert.Equal(cut.Tokens("completion_tokens"), bill.Single(line => line.ClientRequestId == "row-4").OutputTokens);
    }

    [Fact]
    public async Task Disasters_ByShare_HitTheSameRowsWhateverTheBatch()
    {
        var script = new BatchScript { MissingRows = 0.2, FailedRows = 0.1 };
        var first = await AnsweredAsync(script, [BatchStage.Lines(300)]);
        var second = await AnsweredAsync(script, BatchStage.Lines(300).Reverse().Chunk(70));
        Assert.InRange(first.Count, 180, 240);
        Assert.Equal(first.Order(), second.Order());
    }

    [Fact]
    public async Task Outage_HoldsBatchesUpUntilItEnds()
    {
        await using var stage = await BatchStage.StartAsync(new() { Outages = [(TimeSpan.FromMinutes(5), TimeSpan.FromHours(30))] });
        var inTime = (await stage.CreateAsync(BatchStage.Lines(10))).Text("id");
        stage.Clock.Advance(TimeSpan.FromHours(20));
        var stuck = await stage.BatchAsync(inTime);
        Assert.Equal("in_progress", stuck.Text("status"));
        Assert.InRange(stuck.Counts().Completed, 4, 6);
        var late = (await stage.CreateAsync(BatchStage.Lines(10))).Text("id");
        stage.Clock.Advance(TimeSpan.FromHours(10) + TenMinutes);
        Assert.Equal("expired", (await stage.BatchAsync(inTime)).Text("status"));
        Assert.Equal("completed", (await stage.BatchAsync(late)).Text("status"));
    }

    [Fact]
    public void OutageDays_ByShare_StopWorkForThatShareOfTheYear()
    {
        var calendar = new OutageCalendar(new() { OutageDays = 0.1 }, seed: 3, BatchStage.Start);
        var worked = calendar.Between(BatchStage.Start, BatchStage.Start.AddDays(366)).TotalDays;
        Assert.InRange(worked, 366 * 0.85, 366 * 0.95);
        Assert.Equal(BatchStage.Start.AddDays(366), calendar.After(BatchStage.Start, TimeSpan.FromDays(worked)), TimeSpan.FromDays(1.1));
    }

    [Fact]
    public void CompletionTimes_OverManyDraws_HaveTheMedianTheHourAndTheTailOfRealOnes()
    {
        var minutes = Enumerable.Range(0, 40_000)
            .Select(index => CompletionTimes.DrawFrom(Chance.Of(1, Draw.BatchTimes, (ulong)index)).TotalMinutes)
            .Order()
            .ToList();
        Assert.InRange(minutes[minutes.Count / 2], 6.7, 7.3);
        Assert.InRange(minutes.Count(one => one <= 60) / (double)minutes.Count, 0.893, 0.907);
        Assert.InRange(minutes.Count(one => one > 24 * 60) / (double)minutes.Count, 0.017, 0.023);
    }

    [Fact]
    public async Task Expiries_ByShare_EndAtOddAgesWithPartialOutput()
    {
        var script = new BatchScript { Expiries = 1 };
        await using var stage = await BatchStage.StartAsync(script);
        var ids = new List<string>();
        for (var count = 0; count < 12; count++)
            ids.Add((await stage.CreateAsync(BatchStage.Lines(20))).Text("id"));
        stage.Clock.Advance(TimeSpan.FromHours(25));
        var ages = new HashSet<double>();
        foreach (var id in ids)
        {
            var batch = await stage.BatchAsync(id);
            Assert.Equal("expired", batch.Text("status"));
            Assert.InRange(batch.Counts().Completed, 1, 19);
            ages.Add(Math.Round((batch.GetProperty("expired_at").GetInt64() - batch.GetProperty("created_at").GetInt64()) / 3600.0, 1));
        }

        Assert.Equal([8, 18.9, 24.5], ages.Order());
    }

    private static async Task<List<string>> AnsweredAsync(BatchScript script, IEnumerable<IEnumerable<string>> batches)
    {
        await using var stage = await BatchStage.StartAsync(script);
        var ids = new List<string>();
        foreach (var lines in batches)
            ids.Add((await stage.CreateAsync(lines)).Text("id"));
        stage.Clock.Advance(TenMinutes);
        var answered = new List<string>();
        foreach (var id in ids)
            answered.AddRange((await stage.ContentAsync((await stage.BatchAsync(id)).Text("output_file_id"))).CustomIds());
        return answered;
    }
}
