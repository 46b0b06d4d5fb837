using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>From parked jobs to one batch at the provider, whatever it says of it, and from one worker to the next.</summary>
public sealed class SendingTests(MigratedDatabase<SendingTests> database) : IClassFixture<MigratedDatabase<SendingTests>>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(20);

    private int _batches;

    [Fact]
    public async Task Batch_NotFoundRightAfterItsCreate_IsLookedAtAgain_anthropicSdk1432()
    {
        await using var world = await BeginAsync(fate => fate with { HiddenFor = TimeSpan.FromMinutes(40) });
        await world.WorkAsync();
        await world.SubmitAsync(3, BatchWorld<SendingTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(1, _batches);
        Assert.Equal(3, await world.JobsAsync("lane = 'batch' and attempts = 1"));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Batch_CreateWithoutAResponse_IsAdoptedNeverMadeTwice(string kind)
    {
        // Not even listed at first: no proof that there is none.
        await using var world = await BeginAsync(fate => fate with { CutsCreate = true, HiddenFor = TimeSpan.FromMinutes(5) }, kind);
        await world.WorkAsync();
        await world.SubmitAsync(4, BatchWorld<SendingTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(1, _batches);
        Assert.Equal(4, world.Bill().Count);
        Assert.Equal(0, await world.ShipmentsAsync("state <> 'closed'"));
    }

    [Fact]
    public async Task Batch_FailedAndHoldingTheTokenQuota_ItsRowsWaitAndGoLater_openaiPython2084()
    {
        const int quota = 600;
        await using var world = await BatchWorld.BeginAsync(
            database,
            new BatchScript
            {
                FailedBatchesHoldQuota = true,
                BendBatch = (batch, fate) =>
                {
                    Interlocked.Increment(ref _batches);
                    return fate with { CompletesAfter = Soon, ExpiresAfter = TimeSpan.FromHours(2), RefusedWith = batch.Number == 1 ? "token_limit_exceeded" : null };
                },
            },
            change: model => model with { EnqueuedTokens = quota });
        await world.WorkAsync();
        await world.SubmitAsync(6, BatchWorld<SendingTests>.Patient);

        await world.EndedWellAsync();
        Assert.InRange(world.Bill().Sum(line => line.InputTokens), (quota / 2) + 1, quota);
        Assert.True(_batches > 2, "the quota was never full");
        Assert.Equal(6, await world.JobsAsync("lane = 'batch' and attempts = 1"));
        Assert.Equal(6, world.Bill().Count);
    }

    [Fact]
    public async Task Batch_UnderWayWhenItsWorkerIsToldToStop_IsFollowedByTheNext_accrue47()
    {
        await using var world = await BeginAsync(fate => fate with { CompletesAfter = TimeSpan.FromHours(4) });
        var first = await world.WorkAsync();
        await world.SubmitAsync(5, BatchWorld<SendingTests>.Patient);
        await world.UntilAsync(async () => await world.ShipmentsAsync("state = 'sent'") == 1);

        await world.EndAsync(first);
        Assert.Equal(5, await world.JobsAsync("state = 'shipped'"));
        await world.WorkAsync();

        await world.EndedWellAsync();
        Assert.Equal(1, _batches);
        Assert.Equal(5, await world.JobsAsync("lane = 'batch' and attempts = 1"));
    }

    [Fact]
    public async Task MessageBatches_EndToEnd_AnswersInBatchAndTheirWayBackInSync()
    {
        await using var world = await BatchWorld.BeginAsync(
            database,
            new BatchScript
            {
                BendBatch = (batch, fate) => fate with { CompletesAfter = Soon, CancelTakes = TimeSpan.FromMinutes(2) },
                BendRow = (row, _) => row.Index % 3 == 0 ? RowFate.TimedOut : RowFate.Answered,
            },
            kind: "anthropic");
        await world.WorkAsync();
        await world.SubmitAsync(9, BatchWorld<SendingTests>.Patient);

        await world.EndedWellAsync();
        Assert.Equal(6, await world.JobsAsync("lane = 'batch'"));
        Assert.Equal(3, await world.JobsAsync("lane = 'sync'"));
        Assert.Equal(9, world.Bill().Count);
    }

    private Task<BatchWorld<SendingTests>> BeginAsync(Func<BatchFate, BatchFate> bend, string kind = "openai") => BatchWorld.BeginAsync(
        database,
        new BatchScript
        {
            BendBatch = (_, fate) =>
            {
                Interlocked.Increment(ref _batches);
                return bend(fate with { CompletesAfter = Soon });
            },
        },
        kind: kind);
}
