using BatchRouter.Budgeting;
using BatchRouter.Running;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Jobs that are parked, and the money of their way back.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Park_OpensJobAttemptRowHoldAndWayBack_InOneCommit()
    {
        var (budget, job) = await BudgetAsync(Given.Hold + Given.WayBack);
        var parking = Given.Parking(job, NewModel());

        Assert.Equal(new OpenResult.Opened(), await (await StoreAsync()).OpenAsync(parking, Stop));

        Assert.Equal(("parked", "started"), await StatesAsync(parking));
        Assert.Equal((0, Given.Hold + Given.WayBack), await PostedAndHeldAsync(budget));
        var row = Assert.Single(await ParkedAsync(parking));
        Assert.Equal((Given.AttemptOf(parking).Id, "nowhere", 100, 50), (row.AttemptId, row.Provider, row.Bytes, row.Tokens));
        await CleanAsync();
    }

    [Fact]
    public async Task Park_WithRoomForTheHoldButNotForTheWayBack_IsRefused_AndWritesNothing()
    {
        var (budget, job) = await BudgetAsync(Given.Hold + Given.WayBack - 1);
        var parking = Given.Parking(job, NewModel());

        var refusal = Assert.IsType<OpenResult.OverBudget>(await (await StoreAsync()).OpenAsync(parking, Stop)).Refusal;

        Assert.Equal((budget, Given.Hold + Given.WayBack), (refusal.Budget.Id, refusal.AskedNanoUsd));
        Assert.Equal((null, null), await StatesAsync(parking));
        Assert.Empty(await ParkedAsync(parking));
        await CleanAsync();
    }

    [Fact]
    public async Task Park_AgainAfterALostReply_IsStillOpened_AndHoldsOnce()
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (store, parking) = (await StoreAsync(), Given.Parking(job, NewModel()));
        await store.OpenAsync(parking, Stop);

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(parking, Stop));

        Assert.Equal((0, Given.Hold + Given.WayBack), await PostedAndHeldAsync(budget));
        Assert.Single(await ParkedAsync(parking));
        await CleanAsync();
    }

    [Fact]
    public async Task Park_AfterASynchronousAttempt_LeavesNobodysLease()
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (store, opening) = (await StoreAsync(), Given.Paid(job));
        await store.OpenAsync(opening, Stop);
        var batch = Given.Batch(2, NewModel());

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), Given.Replied(Given.AttemptOf(opening), confidence: 0.2), Given.Park(batch, job)), Stop));

        Assert.Equal(("parked", "replied"), await StatesAsync(opening));
        Assert.Equal((Given.Charge, Given.Hold + Given.WayBack), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    [Theory]
    [InlineData(AttemptState.Replied, Given.Charge, 0)]
    [InlineData(AttemptState.Failed, 0, 0)]
    [InlineData(AttemptState.Unknown, 0, Given.Hold)]
    public async Task Land_FreesTheWayBack_Once(AttemptState state, long posted, long held)
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (worker, parking) = (Guid.NewGuid(), Given.Parking(job, NewModel()));
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(parking, Stop);
        var row = await LandingAsync(worker, await ShippedAsync(parking), parking);
        var end = state == AttemptState.Replied ? Given.Replied(Given.AttemptOf(parking)) : Given.Lost(Given.AttemptOf(parking), state);
        var turn = Given.Turn(row.Row.Lease, end, Given.Exhausted());

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));
        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(turn, Stop));

        Assert.Equal((posted, held), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    [Fact]
    public async Task Land_OfAJobThatNobodyCanBeAskedForAnyMore_SettlesWhatWasParked()
    {
        var (worker, parking) = (Guid.NewGuid(), Given.Parking(null, NewModel(), Given.Now.AddSeconds(-1)));
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(parking, Stop);
        var row = Single(parking, await (await Under.ShipmentsAsync(worker)).ClaimOverdueAsync(Given.Now, 10_000, Stop));

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(
            Given.Turn(row.Row.Lease, Given.Lost(Given.AttemptOf(parking), AttemptState.Failed), Given.Exhausted()), Stop));

        Assert.Equal(("settled", "failed"), await StatesAsync(parking));
        await CleanAsync();
    }

    [Theory]
    [InlineData(AttemptState.Failed)]
    [InlineData(AttemptState.Unknown)]
    public async Task Promote_FitsIntoWhatItsWayBackGivesFree_ThoughNothingElseIsFree(AttemptState state)
    {
        var (budget, job) = await BudgetAsync(Given.Hold + Given.WayBack);
        var (worker, parking) = (Guid.NewGuid(), Given.Parking(job, NewModel()));
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(parking, Stop);
        var row = await LandingAsync(worker, await ShippedAsync(parking), parking);

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(Promotion(row, parking, state, Given.WayBack), Stop));

        Assert.Equal("running", await Under.JobStateAsync(job.Key));
        Assert.Equal((0, Given.WayBack + (state == AttemptState.Unknown ? Given.Hold : 0)), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    // Whoever asked for more than its own way back took what the next one's gave free, and that one had no way back any more.
    [Fact]
    public async Task Promote_WhileOthersOfTheSameGroupAskForMore_FitsAllTheSame()
    {
        const int Rows = 6;
        var (budget, job) = await BudgetAsync(Rows * (Given.Hold + Given.WayBack));
        var (worker, model) = (Guid.NewGuid(), NewModel());
        var store = await Under.StoreAsync(worker);
        var parkings = Enumerable.Range(0, Rows).Select(_ => Given.Parking(Given.Job(job.Key.Project), model)).ToList();
        foreach (var parking in parkings)
            await store.OpenAsync(parking, Stop);
        var shipments = await Under.ShipmentsAsync(worker);
        var shipment = await FormAsync(shipments, [.. parkings]);
        var rows = await shipments.ClaimRowsAsync(shipment, [.. parkings.Select(IdOf)], Stop);

        var greedy = parkings.Take(2).Select(parking => store.AdvanceAsync(Promotion(Single(parking, rows), parking, AttemptState.Unknown, 5 * Given.WayBack), Stop)).ToList();
        var arrivals = Enumerable.Range(0, 5).Select(_ => store.OpenAsync(Given.Paid(Given.Job(job.Key.Project)), Stop)).ToList();
        var promoted = parkings.Skip(2).Select(parking => store.AdvanceAsync(Promotion(Single(parking, rows), parking, AttemptState.Unknown, Given.WayBack), Stop)).ToList();
        await Task.WhenAll([.. greedy, .. arrivals, .. promoted]);

        Assert.All(promoted, result => Assert.Equal(new AdvanceResult.Advanced(), result.Result));
        Assert.True((await PostedAndHeldAsync(budget)).Held <= Rows * (Given.Hold + Given.WayBack));
        await CleanAsync();
    }

    [Fact]
    public async Task Land_LateOrAgain_IsBookedWithoutMovingTheJob()
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (worker, parking) = (Guid.NewGuid(), Given.Parking(job, NewModel()));
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(parking, Stop);
        var row = await LandingAsync(worker, await ShippedAsync(parking), parking);
        await store.AdvanceAsync(Promotion(row, parking, AttemptState.Unknown, Given.WayBack), Stop);
        var late = new Turn(row.Row.Lease with { Fence = -1 }, Given.Replied(Given.AttemptOf(parking)), null, new Move.Hold("late", Given.Now), Given.Now);

        Assert.Equal(new AdvanceResult.LeaseLost(), await store.AdvanceAsync(late, Stop));
        Assert.Equal(new AdvanceResult.LeaseLost(), await store.AdvanceAsync(late, Stop));

        Assert.Equal("running", await Under.JobStateAsync(job.Key));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(parking));
        Assert.Equal((Given.Charge, Given.WayBack), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    [Fact]
    public async Task Land_OfAnAssumedRow_IsACorrection_AndFreesNoWayBackAgain()
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (worker, parking) = (Guid.NewGuid(), Given.Parking(job, NewModel()));
        var store = await Under.StoreAsync(worker);
        await store.OpenAsync(parking, Stop);
        var row = await LandingAsync(worker, await ShippedAsync(parking), parking);
        await store.AdvanceAsync(Given.Turn(row.Row.Lease, Given.Lost(Given.AttemptOf(parking)), Given.Exhausted()), Stop);
        await store.ResolveAsync(new Resolution.Assumed(IdOf(parking), Given.Now), Stop);

        await store.AdvanceAsync(new Turn(row.Row.Lease with { Fence = -1 }, Given.Replied(Given.AttemptOf(parking)), null, new Move.Hold("late", Given.Now), Given.Now), Stop);

        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    private static Turn Promotion(LandingRow row, Opening parking, AttemptState state, long hold) => Given.Turn(
        row.Row.Lease, Given.Lost(Given.AttemptOf(parking), state),
        new Move.Start(Given.Attempt(2, Given.AttemptOf(parking).Candidate.Offer.Model.Name, hold), Payer.Of(parking.Job, null), false));

    private static string NewModel() => $"m{Guid.NewGuid():n}";

    private async Task CleanAsync() => Assert.Empty(await Under.AuditAsync());

    private Task<IReadOnlyList<ParkedRow>> ParkedAsync(params Opening[] parkings) => ParkedAsync(Given.Now.AddMinutes(2), parkings);

    private async Task<IReadOnlyList<ParkedRow>> ParkedAsync(DateTimeOffset now, Opening[] parkings)
    {
        var shipments = await Under.ShipmentsAsync(Guid.NewGuid());
        var wanted = parkings.Select(IdOf).ToHashSet();
        return (await shipments.ParkedAsync(now, 100_000, Stop)).Where(row => wanted.Contains(row.AttemptId)).ToList();
    }

    /// <summary>A shipment of parked jobs.</summary>
    private async Task<Guid> ShippedAsync(params Opening[] parkings) => await FormAsync(await Under.ShipmentsAsync(Guid.NewGuid()), parkings);

    private async Task<Guid> FormAsync(IShipments shipments, Opening[] parkings, DateTimeOffset? now = null)
    {
        var shipment = Given.Shipment(Given.AttemptOf(parkings[0]).Candidate.Offer.Model.Name, parkings.Length);
        Assert.Equal(parkings.Length, await shipments.FormAsync(shipment, await ParkedAsync(now ?? Given.Now.AddMinutes(2), parkings), Given.Now, Stop));
        return shipment.Id;
    }

    private async Task<LandingRow> LandingAsync(Guid worker, Guid shipment, Opening parking) =>
        Single(parking, await (await Under.ShipmentsAsync(worker)).ClaimRowsAsync(shipment, [IdOf(parking)], Stop));

    private static LandingRow Single(Opening parking, IEnumerable<LandingRow> rows) => rows.Single(row => row.AttemptId == IdOf(parking));
}
