using BatchRouter.Budgeting;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Cancelling;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>What does not come in time is bought at once: in time, with the money that was held for it.</summary>
public sealed class WayBackTests(MigratedDatabase<WayBackTests> database) : IClassFixture<MigratedDatabase<WayBackTests>>
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(40);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LatestSafeStart_RowsAnsweredMeanwhile_AreUsedAndTheRestIsBoughtAtOnce()
    {
        // It would be done after twice the time that there is.
        await using var world = await BeginAsync(fate => fate with { CompletesAfter = TimeSpan.FromHours(7), Waits = 0 });
        await world.WorkAsync();
        await world.SubmitAsync(12, BatchWorld<WayBackTests>.Promoted);

        await world.EndedWellAsync();
        var inBatch = await world.JobsAsync("lane = 'batch'");
        Assert.InRange(inBatch, 1, 11);
        Assert.Equal(12 - inBatch, await world.JobsAsync("lane = 'sync'"));
        Assert.Equal(12 - inBatch, await world.AttemptsAsync("failure = 'cancelled'"));
        Assert.Equal(12, world.Bill().Count);
    }

    [Fact]
    public async Task LatestSafeStart_CancellationThatTakesForEver_IsNotWaitedFor()
    {
        await using var world = await BeginAsync(
            fate => fate with { CompletesAfter = TimeSpan.FromHours(7), Waits = 0, CancelTakes = TimeSpan.FromHours(9) }, new BatchSettings { HasRecords = false });
        await world.WorkAsync();
        await world.SubmitAsync(10, BatchWorld<WayBackTests>.Promoted);

        await world.EndedWellAsync();
        Assert.Equal(10, await world.JobsAsync("lane = 'sync'"));
        // What was answered and could not be seen in time is paid, and booked when it is read.
        Assert.Equal(10, await world.AttemptsAsync("lane = 'batch' and state = 'replied'"));
        Assert.Equal(10, await world.FindingsAsync("late"));
        Assert.Equal(20, world.Bill().Count);
    }

    [Fact]
    public async Task Outage_OfBothLanes_FailsOverToTheSecondProvider()
    {
        var down = new SimulatedProviderOptions
        {
            Models = [BatchWorld.Small],
            Batches = new BatchScript { CompletesAfter = TimeSpan.FromMinutes(20), Outages = [(TimeSpan.Zero, Never)] },
            Faults = new FaultScript(new FaultRule(FaultKind.Unavailable)),
        };
        var dearer = BatchWorld.Small with { Prices = SimulatedPrices.Of(input: 200_000_000, output: 800_000_000) };
        await using var world = await BatchWorld.BeginAsync(database, new BatchSettings(), ("openai", down), ("openai", new SimulatedProviderOptions { Models = [dearer] }));
        await world.WorkAsync();
        await world.SubmitAsync(6, BatchWorld<WayBackTests>.Promoted);

        await world.EndedWellAsync();
        Assert.Equal(6, await world.AttemptsAsync("lane = 'batch' and number = 1"));
        Assert.Equal(6, await world.JobsAsync($"model like '{world.Shops[1].Name}-%'"));
        Assert.Empty(world.Shops[0].Provider.Bill.Lines());
    }

    [Fact]
    public async Task HardBudget_FullOtherwise_PromotedJobsHaveTheirMoney()
    {
        // Nothing is known of the rows when their time is up: their own hold stays, and the way back has only what was held for it.
        await using var world = await BeginAsync(fate => fate with { CompletesAfter = Never, CancelTakes = TimeSpan.FromHours(9) });
        var scope = new BudgetScope.Project(world.Project);
        await SetBudgetAsync(scope, 1_000_000_000_000, world);
        await world.WorkAsync();
        await world.SubmitAsync(4, BatchWorld<WayBackTests>.Promoted);
        await world.UntilAsync(async () => await world.JobsAsync("state = 'shipped'") == 4);
        var full = (await new BudgetStore(database.Source).ListAsync(scope, 1, world.Clock.GetUtcNow(), Stop)).Single().HeldNanoUsd;
        await SetBudgetAsync(scope, full, world);
        await world.SubmitAsync(2, BatchWorld<WayBackTests>.Patient, task: "at-once");
        await world.UntilAsync(async () => await world.JobsAsync("state = 'held'") == 2);

        await world.EndedWellAsync();
        // Hours later the provider says that it did none of them.
        Assert.Equal(4, await world.AttemptsAsync("lane = 'batch' and failure = 'cancelled'"));
        Assert.Equal(4, await world.AttemptsAsync(
            "lane = 'sync' and number = 2 and state = 'replied' and started_at < (select min(b.ended_at) from attempts b where b.job_id = attempts.job_id and b.lane = 'batch')"));
    }

    [Fact]
    public async Task CancelGroup_CallsItsShipmentsBackAndBuysNothingMore()
    {
        await using var world = await BeginAsync(fate => fate with { CompletesAfter = TimeSpan.FromHours(20), Waits = 0, CancelTakes = TimeSpan.FromMinutes(5) });
        await world.WorkAsync();
        await world.SubmitAsync(8, BatchWorld<WayBackTests>.Patient, group: world.Project);
        await world.UntilAsync(async () => await world.ShipmentsAsync("state = 'sent'") == 1);
        await world.UntilAsync(() => Task.FromResult(world.Bill().Count >= 1));

        var cancellation = new GroupCancellation(database.Source);
        await cancellation.TellAsync(world.Project, Stop);
        await cancellation.WakeAsync(world.Project, world.Clock.GetUtcNow(), Stop);

        await world.UntilAsync(async () => await world.JobsAsync("ended_at is not null") == 8 && await world.ShipmentsAsync("closed_at is null") == 0);
        await world.MoneyIsRightAsync();
        var answered = await world.JobsAsync("state = 'settled' and answer_attempt is not null");
        Assert.InRange(answered, 1, 7);
        Assert.Equal(8 - answered, await world.JobsAsync("state = 'cancelled'"));
        Assert.Equal(8, await world.AttemptsAsync("lane = 'batch'"));
        Assert.Equal(0, await world.AttemptsAsync("lane = 'sync'"));
    }

    [Fact]
    public async Task Reload_ThatRemovesTheModelUnderWay_ReadsTheBatchAndBuysTheRestElsewhere()
    {
        var (gone, stays) = (BatchWorld.Small, BatchWorld.Small with { Name = "sim-stays", Prices = SimulatedPrices.Of(input: 200_000_000, output: 800_000_000) });
        var script = new BatchScript { CompletesAfter = TimeSpan.FromHours(3), BendRow = (row, _) => row.Index == 0 ? RowFate.Rejected : RowFate.Answered };
        await using var world = await BatchWorld.BeginAsync(
            database, new BatchSettings(),
            ("openai", new SimulatedProviderOptions { Models = [gone], Batches = script }), ("openai", new SimulatedProviderOptions { Models = [stays], Batches = script with { BendRow = null } }));
        await world.WorkAsync(reloads: true);
        await world.SubmitAsync(5, BatchWorld<WayBackTests>.Patient);
        await world.UntilAsync(async () => await world.ShipmentsAsync("state = 'sent'") == 1);

        world.Files.WriteCatalog([world.Shops[1]], new BatchSettings());

        await world.EndedWellAsync();
        Assert.Equal(4, await world.JobsAsync($"lane = 'batch' and model like '{world.Shops[0].Name}-%' and attempts = 1"));
        Assert.Equal(1, await world.JobsAsync($"model like '{world.Shops[1].Name}-%' and attempts = 2"));
    }

    private Task<BatchWorld<WayBackTests>> BeginAsync(Func<BatchFate, BatchFate> bend, BatchSettings? settings = null) =>
        BatchWorld.BeginAsync(database, new BatchScript { BendBatch = (_, fate) => bend(fate with { CancelTakes = TimeSpan.FromMinutes(5) }) }, settings);

    private Task SetBudgetAsync(BudgetScope scope, long limit, BatchWorld<WayBackTests> world) => new BudgetStore(database.Source).SetAsync(
        new Budget { Scope = scope, Window = BudgetWindow.Total, Zone = TimeZoneInfo.Utc, LimitNanoUsd = limit, AtLimit = AtLimit.Wait }, world.Clock.GetUtcNow(), Stop);
}
