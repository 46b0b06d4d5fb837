using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>What a batch has answered is paid, and used; what it has not is bought again, and nothing else is.</summary>
public sealed class PaidResultsTests(MigratedDatabase<PaidResultsTests> database) : IClassFixture<MigratedDatabase<PaidResultsTests>>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task Batch_Expired_ItsPaidRowsAreUsed_warmbly333()
    {
        // Half of its rows are done when it expires; the rest is bought again, in a batch that completes.
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript
        {
            BendBatch = (batch, fate) => fate with { CompletesAfter = batch.Number == 1 ? TimeSpan.FromHours(2) : Soon, ExpiresAfter = TimeSpan.FromHours(1), Waits = 0 },
        });
        await world.WorkAsync();
        await world.SubmitAsync(12, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(1, await world.ShipmentsAsync("batch_end = 'expired'"));
        var paid = await world.AttemptsAsync("number = 1 and state = 'replied'");
        Assert.InRange(paid, 1, 11);
        Assert.Equal(12 - paid, await world.AttemptsAsync("number = 1 and failure = 'expired'"));
        Assert.Equal(12, await world.AttemptsAsync("state = 'replied'"));
        Assert.Equal(12, world.Bill().Count);
    }

    [Fact]
    public async Task Batch_CompletedWithNothingInIt_IsNotTakenForSuccess_kaapi723()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { CompletesAfter = Soon, BendRow = (_, _) => RowFate.Missing });
        await world.WorkAsync();
        await world.SubmitAsync(4, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.True(await world.FindingsAsync("missing") >= 4);
        Assert.Equal(4, await world.JobsAsync("lane = 'sync'"));
    }

    [Theory]
    [InlineData(RowFate.Missing, 0)]
    [InlineData(RowFate.Lost, 1)]
    public async Task Batch_RowsMissing_AreAlarmedAndBoughtAgain_41of20000(RowFate fate, int chargedEach)
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { CompletesAfter = Soon, BendRow = (row, _) => row.Batch == 1 && row.Index < 3 ? fate : RowFate.Answered });
        await world.WorkAsync();
        await world.SubmitAsync(10, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(3, await world.FindingsAsync("missing"));
        Assert.Equal(3, await world.AttemptsAsync("failure = 'missing'"));
        // A row that was charged and never shown is paid all the same, and stands on the ledger.
        Assert.Equal(10 + 3 * chargedEach, world.Bill().Count);
    }

    [Fact]
    public async Task Batch_ForeignAndDuplicateLines_SwapNoRows_accrue47()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript
        {
            BendBatch = (_, fate) => fate with { CompletesAfter = Soon, ForeignLines = 2 },
            BendRow = (row, _) => row.Index % 2 == 0 ? RowFate.Duplicated : RowFate.Answered,
        });
        await world.WorkAsync();
        await world.SubmitAsync(8, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(4, await world.FindingsAsync("duplicate"));
        Assert.Equal(2, await world.FindingsAsync("foreign"));
        Assert.Equal(8, world.Bill().Count);
        Assert.Equal(8, await world.AttemptsAsync("true"));
    }

    [Fact]
    public async Task Batch_ResultsInAnotherOrder_GoToTheirRows_pythonGenai1909()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { CompletesAfter = Soon });
        await world.WorkAsync();
        await world.SubmitAsync(20, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(20, await world.JobsAsync("lane = 'batch'"));
        // The provider's own books say by which request it answered whom.
        foreach (var line in world.Bill())
            Assert.Equal(1, await world.AttemptsAsync($"attempt_id = '{line.ClientRequestId}' and provider_request_id = '{line.RequestId}' and output_tokens = {line.OutputTokens}"));
    }

    [Fact]
    public async Task Batch_ErrorLinesInBothShapes_AreFailedRowsNotLostOnes()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript
        {
            CompletesAfter = Soon,
            BendRow = (row, _) => row.Batch > 1 ? RowFate.Answered : row.Index switch { 0 => RowFate.Failed, 1 => RowFate.TimedOut, _ => RowFate.Answered },
        });
        await world.WorkAsync();
        await world.SubmitAsync(6, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(1, await world.AttemptsAsync("failure = 'unavailable'"));
        Assert.Equal(1, await world.AttemptsAsync("failure = 'timed_out'"));
        Assert.Equal(0, await world.FindingsAsync("missing"));
        Assert.Equal(6, world.Bill().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_EmptyAndNullFileIds_AreNoFiles(bool isEmpty)
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { BendBatch = (_, fate) => fate with { CompletesAfter = Soon, EmptyErrorFileId = isEmpty } });
        await world.WorkAsync();
        await world.SubmitAsync(3, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(3, await world.JobsAsync("lane = 'batch' and attempts = 1"));
    }

    [Fact]
    public async Task Batch_TruncatedAnswer_IsRepeatedWithAHigherLimitNeverIdentically_hindsight2668()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { CompletesAfter = Soon }, new BatchSettings { FirstOutputTokens = 16 });
        await world.WorkAsync();
        await world.SubmitAsync(5, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(5, await world.AttemptsAsync("number = 1 and max_output_tokens = 16 and finish = 'length' and lane = 'batch'"));
        Assert.Equal(5, await world.AttemptsAsync("number = 2 and max_output_tokens = 256 and purpose = 'repeat'"));
        Assert.Equal(10, await world.AttemptsAsync("true"));
    }

    [Fact]
    public async Task Batch_ReadBreaksOff_GoesOnWithoutPayingTwice()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { BendBatch = (_, fate) => fate with { CompletesAfter = Soon, CutReads = 2 } });
        await world.WorkAsync();
        await world.SubmitAsync(20, BatchWorld<PaidResultsTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(20, await world.JobsAsync("lane = 'batch' and attempts = 1"));
        Assert.Equal(0, await world.FindingsAsync("missing"));
        Assert.Equal(20, world.Bill().Count);
    }
}
