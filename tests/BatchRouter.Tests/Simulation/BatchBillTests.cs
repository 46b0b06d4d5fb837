using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class BatchBillTests
{
    [Fact]
    public async Task Bill_OfABatch_HasEachRowOnceByItsAttemptAtHalfThePrice()
    {
        await using var stage = await BatchStage.StartAsync();
        var rows = Enumerable.Range(1, 20).Select(number => (Id: new CustomId(Guid.NewGuid(), Guid.NewGuid()), Prompt: $"question {number}")).ToList();
        var id = (await stage.CreateAsync(rows.Select(row => BatchStage.Line(row.Id.ToString(), row.Prompt)))).Text("id");
        Assert.Empty(stage.Provider.Bill.Lines());
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var polls = 0; polls < 3; polls++)
            await stage.ContentAsync((await stage.BatchAsync(id)).Text("output_file_id"));

        var bill = stage.Provider.Bill.Lines();
        Assert.Equal(rows.Select(row => row.Id.Attempt.ToString()).Order(), bill.Select(line => line.ClientRequestId!).Order());
        Assert.All(bill, line => Assert.Equal(Lane.Batch, line.Lane));
        var atFullPrice = stage.Provider.Oracle.AlwaysModel(DefaultFleet.Small, rows.Select(row => SimulatedQuestion.Of(row.Prompt)));
        Assert.Equal(atFullPrice.AmountNanoUsd / 2, stage.Provider.Bill.TotalNanoUsd);
        Assert.Equal(bill.Sum(line => line.OutputTokens), (await stage.BatchAsync(id)).GetProperty("usage").GetProperty("output_tokens").GetInt64());
    }

    [Fact]
    public async Task Bill_OfABatchNobodyPolls_IsChargedAllTheSame()
    {
        await using var stage = await BatchStage.StartAsync();
        await stage.CreateAsync(BatchStage.Lines(10));
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        var half = stage.Provider.Bill.Lines().Count;
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.InRange(half, 4, 6);
        Assert.Equal(10, stage.Provider.Bill.Lines().Count);
    }

    [Fact]
    public async Task Bill_OfARowBoughtInTwoBatches_HasTwoLines()
    {
        await using var stage = await BatchStage.StartAsync();
        await stage.CreateAsync(BatchStage.Lines(1));
        await stage.CreateAsync(BatchStage.Lines(1));
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        var bill = stage.Provider.Bill.Lines();
        Assert.Equal(["row-1", "row-1"], bill.Select(line => line.ClientRequestId));
        Assert.Equal(2, bill.Select(line => line.RequestId).Distinct().Count());
    }

    [Fact]
    public async Task Record_OfARow_IsPendingThenChargedOrNotCharged()
    {
        await using var stage = await BatchStage.StartAsync(new() { BendRow = (row, _) => row.Index == 0 ? RowFate.Missing : RowFate.Answered });
        var (missing, answered) = (new CustomId(Guid.NewGuid(), Guid.NewGuid()), new CustomId(Guid.NewGuid(), Guid.NewGuid()));
        await stage.CreateAsync([BatchStage.Line(missing.ToString(), "one?"), BatchStage.Line(answered.ToString(), "two?")]);
        Assert.Equal("pending", (await stage.RecordAsync(missing.Attempt.ToString())).Text("status"));
        Assert.Equal("pending", (await stage.RecordAsync(answered.Attempt.ToString())).Text("status"));
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("not_charged", (await stage.RecordAsync(missing.Attempt.ToString())).Text("status"));
        Assert.Equal("charged", (await stage.RecordAsync(answered.Attempt.ToString())).Text("status"));
    }

    [Fact]
    public async Task Record_OfARowThatACancelledBatchNeverGotTo_IsNotCharged()
    {
        await using var stage = await BatchStage.StartAsync();
        var id = (await stage.CreateAsync(BatchStage.Lines(1))).Text("id");
        await BatchStage.PostAsync(stage.OpenAi, $"v1/batches/{id}/cancel");
        Assert.Equal("pending", (await stage.RecordAsync("row-1")).Text("status"));
        stage.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("not_charged", (await stage.RecordAsync("row-1")).Text("status"));
    }

    [Fact]
    public async Task Batch_OfTwentyThousandRows_CostsNothingUntilItIsRead()
    {
        await using var stage = await BatchStage.StartAsync(fate: drawn => drawn with { CompletesAfter = TimeSpan.FromHours(1) });
        var id = (await stage.CreateAsync(BatchStage.Lines(20_000))).Text("id");
        stage.Clock.Advance(TimeSpan.FromMinutes(30));
        var watch = TimeProvider.System.GetTimestamp();
        for (var polls = 0; polls < 10; polls++)
            Assert.InRange((await stage.BatchAsync(id)).Counts().Completed, 9_000, 11_000);
        Assert.True(TimeProvider.System.GetElapsedTime(watch) < TimeSpan.FromSeconds(2));
    }
}
