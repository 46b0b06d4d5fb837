using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Shipments under their leases, and rows that are taken over to be landed.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Form_OfParkedRows_ShipsThemWithTheirShipment()
    {
        var parkings = await ParkAsync(3);
        var shipments = await Under.ShipmentsAsync(Guid.NewGuid());

        var shipment = await FormAsync(shipments, parkings);

        Assert.All(parkings, parking => Assert.Equal("shipped", Under.JobStateAsync(parking.Job.Key).Result));
        Assert.Equal(parkings.Select(IdOf).Order(), (await shipments.OpenRowsAsync(shipment, 10, Stop)).Order());
        Assert.Equal(parkings.Select(IdOf).Order(), (await shipments.LinesAsync(shipment, Stop)).Select(line => line.AttemptId).Order());
        Assert.Equal(new WaitingRows(3, 150), (await shipments.WaitingAsync(Stop))[ModelOf(parkings[0])]);
        Assert.Empty(await ParkedAsync(parkings));
        await CleanAsync();
    }

    // What is parked was counted as waiting at the provider, and what waits there was not.
    [Fact]
    public async Task Waiting_OfParkedRows_IsNothing()
    {
        var parking = (await ParkAsync(1))[0];

        Assert.False((await (await Under.ShipmentsAsync(Guid.NewGuid())).WaitingAsync(Stop)).ContainsKey(ModelOf(parking)));
    }

    [Fact]
    public async Task Form_ByTwoAtOnce_NeverTakesARowTwice()
    {
        var parkings = await ParkAsync(20);
        var rows = await ParkedAsync(parkings);
        var (one, other) = (await Under.ShipmentsAsync(Guid.NewGuid()), await Under.ShipmentsAsync(Guid.NewGuid()));
        var (first, second) = (Given.Shipment(ModelOf(parkings[0]), 20), Given.Shipment(ModelOf(parkings[0]), 20));

        var taken = await Task.WhenAll(one.FormAsync(first, rows, Given.Now, Stop), other.FormAsync(second, rows, Given.Now, Stop));
        var rest = await one.FormAsync(Given.Shipment(ModelOf(parkings[0])), rows, Given.Now, Stop);

        Assert.Equal(20, taken.Sum() + rest);
        Assert.Equal(0, await other.FormAsync(Given.Shipment(ModelOf(parkings[0])), rows, Given.Now, Stop));
        await CleanAsync();
    }

    [Fact]
    public async Task Form_OfARowThatWasCalledBackMeanwhile_MakesNoShipment()
    {
        var (worker, parking) = (Guid.NewGuid(), (await ParkAsync(1, Given.Now.AddMinutes(-1)))[0]);
        var (rows, shipments) = (await ParkedAsync(parking), await Under.ShipmentsAsync(worker));
        var row = Single(parking, await shipments.ClaimOverdueAsync(Given.Now, 10_000, Stop));

        Assert.Equal(0, await shipments.FormAsync(Given.Shipment(ModelOf(parking)), rows, Given.Now, Stop));

        Assert.Equal(JobState.Parked, row.Row.Lease.State);
        await CleanAsync();
    }

    [Fact]
    public async Task Claim_IsOneWorkersAtATime_AndADeadOnesIsTakenOver()
    {
        var shipment = await ShippedAsync(await ParkAsync(1));
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        var lease = await ClaimAsync(first, shipment);

        Assert.NotNull(lease);
        Assert.Null(await ClaimAsync(second, shipment));
        await Under.LetDieAsync(first);
        Assert.Equal(lease.Fence + 1, (await ClaimAsync(second, shipment))!.Fence);
    }

    [Fact]
    public async Task Claim_WhoseReplyWasLost_IsClaimedAgainByItsWorker_UnlessItRuns()
    {
        var (worker, shipment) = (Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        await ClaimAsync(worker, shipment);

        Assert.Null(await ClaimAsync(worker, shipment, shipment));
        Assert.NotNull(await ClaimAsync(worker, shipment));
    }

    [Fact]
    public async Task Claim_BeforeItsTurn_IsNobodys()
    {
        var (worker, shipment) = (Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        var lease = (await ClaimAsync(worker, shipment))!;
        await (await Under.ShipmentsAsync(worker)).SaveAsync(lease, new ShipmentTurn(lease.Shipment, Given.Now.AddHours(1), Given.Now), Stop);

        Assert.Null(await ClaimAsync(Guid.NewGuid(), shipment));
    }

    [Fact]
    public async Task Save_KeepsAllThatIsKnown()
    {
        var (worker, shipment) = (Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        var shipments = await Under.ShipmentsAsync(worker);
        var (lease, at) = ((await ClaimAsync(worker, shipment))!, new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var status = new BatchStatus { End = BatchEnd.Expired, EndedAt = at, Output = "out", Errors = "err", ErrorCode = "code" };
        lease = (await shipments.SaveAsync(lease, Kept(lease.Shipment with { State = ShipmentState.InDoubt, CreatedAt = at }), Stop))!;
        lease = (await shipments.SaveAsync(lease, Kept(lease.Shipment with { State = ShipmentState.Sent, ProviderId = $"b{shipment:n}", Polls = 3, Refusals = 2, CancelledAt = at }), Stop))!;
        Assert.True(await shipments.UnderWayAsync("nowhere", Stop) > 0);
        await shipments.SaveAsync(lease, new ShipmentTurn(lease.Shipment with { State = ShipmentState.Ended }, Given.Now, Given.Now, "detail", status), Stop);

        var known = (await ClaimAsync(Guid.NewGuid(), shipment))!;

        Assert.Equal(status, known.Status);
        Assert.Equal(
            (ShipmentState.Ended, at, $"b{shipment:n}", at, 3, 2, 1),
            (known.Shipment.State, known.Shipment.CreatedAt, known.Shipment.ProviderId, known.Shipment.CancelledAt, known.Shipment.Polls, known.Shipment.Refusals, known.Shipment.Rows));
        Assert.Contains($"b{shipment:n}", await shipments.KnownBatchesAsync("nowhere", at, Stop));
        Assert.DoesNotContain($"b{shipment:n}", await shipments.KnownBatchesAsync("nowhere", at.AddSeconds(1), Stop));
    }

    [Fact]
    public async Task Save_UnderALostLease_WritesNothing()
    {
        var (dead, next, shipment) = (Guid.NewGuid(), Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        var lost = (await ClaimAsync(dead, shipment))!;
        await Under.LetDieAsync(dead);
        var lease = (await ClaimAsync(next, shipment))!;
        var late = await Under.ShipmentsAsync(dead);

        Assert.Null(await late.SaveAsync(lost, Kept(lost.Shipment with { State = ShipmentState.InDoubt, CreatedAt = Given.Now }), Stop));
        Assert.False(await late.ReturnAsync(lost, "refused", TimeSpan.Zero, Given.Now, Stop));
        await late.AbandonAsync(shipment, Given.Now, Stop);

        Assert.NotNull(await (await Under.ShipmentsAsync(next)).SaveAsync(lease, Kept(lease.Shipment), Stop));
        await CleanAsync();
    }

    [Fact]
    public async Task Save_AMoveOutsideTheTable_IsRefused()
    {
        var (worker, shipment) = (Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        var (shipments, lease) = (await Under.ShipmentsAsync(worker), (await ClaimAsync(worker, shipment))!);

        await Assert.ThrowsAnyAsync<Exception>(() => shipments.SaveAsync(lease, Kept(lease.Shipment with { State = ShipmentState.Ended, ProviderId = "b" }), Stop));
    }

    [Fact]
    public async Task Abandon_GivesTheShipmentBack()
    {
        var (worker, shipment) = (Guid.NewGuid(), await ShippedAsync(await ParkAsync(1)));
        await ClaimAsync(worker, shipment);

        await (await Under.ShipmentsAsync(worker)).AbandonAsync(shipment, Given.Now.AddSeconds(-1), Stop);

        Assert.NotNull(await ClaimAsync(Guid.NewGuid(), shipment));
    }

    [Fact]
    public async Task Return_ParksTheSameAttemptsAgain_ForAsLongAsTheyHaveWaited()
    {
        var (worker, parkings) = (Guid.NewGuid(), await ParkAsync(2));
        var shipment = await ShippedAsync(parkings);
        var (shipments, later, least) = (await Under.ShipmentsAsync(worker), Given.Now.AddHours(1), TimeSpan.FromMinutes(10));

        Assert.True(await shipments.ReturnAsync((await ClaimAsync(worker, shipment))!, "token_limit_exceeded", least, later, Stop));

        Assert.Equal(("parked", "started"), await StatesAsync(parkings[0]));
        var rows = await ParkedAsync(later.AddHours(2), parkings);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal((later + (later - row.ParkedAt) - row.LeavesBy < TimeSpan.FromMilliseconds(1), true), (row.LeavesBy > later, row.WaitsForQuota(later))));
        Assert.Null(await ClaimAsync(Guid.NewGuid(), shipment));
        await FormAsync(shipments, parkings, later.AddHours(2));
        await CleanAsync();
    }

    // The shipment was dropped all the same: nobody looked after the row, and its job waited for ever.
    [Fact]
    public async Task Return_WhileAnotherWorkerHasARow_KeepsTheShipmentForIt()
    {
        var (worker, lander, parkings) = (Guid.NewGuid(), Guid.NewGuid(), await ParkAsync(2));
        var shipment = await ShippedAsync(parkings);
        await LandingAsync(lander, shipment, parkings[0]);
        var shipments = await Under.ShipmentsAsync(worker);
        var lease = (await ClaimAsync(worker, shipment))!;

        Assert.False(await shipments.ReturnAsync(lease, "token_limit_exceeded", TimeSpan.Zero, Given.Now, Stop));

        Assert.Equal(("shipped", "parked"), (await Under.JobStateAsync(parkings[0].Job.Key), await Under.JobStateAsync(parkings[1].Job.Key)));
        Assert.Equal([IdOf(parkings[0])], await shipments.OpenRowsAsync(shipment, 10, Stop));
        Assert.NotNull(await shipments.SaveAsync(lease, Kept(lease.Shipment), Stop));
        await CleanAsync();
    }

    [Fact]
    public async Task ClaimRows_IsOneWorkersAtATime_AndADeadOnesIsTakenOver()
    {
        var (first, second, parking) = (Guid.NewGuid(), Guid.NewGuid(), (await ParkAsync(1))[0]);
        var shipment = await ShippedAsync(parking);

        var row = await LandingAsync(first, shipment, parking);

        Assert.Equal((JobState.Shipped, Given.WayBack, AttemptState.Started), (row.Row.Lease.State, row.WayBackNanoUsd, Assert.Single(row.Row.Attempts).State));
        Assert.Equal(Given.AttemptOf(parking).Candidate.Offer.Price, row.Price);
        Assert.Empty(await (await Under.ShipmentsAsync(second)).ClaimRowsAsync(shipment, [IdOf(parking)], Stop));
        await Under.LetDieAsync(first);
        Assert.Equal(row.Row.Lease.Fence + 1, (await LandingAsync(second, shipment, parking)).Row.Lease.Fence);
        await CleanAsync();
    }

    // A line that named this shipment and a row of that one landed that one's row.
    [Fact]
    public async Task ClaimRows_OfAnotherShipmentsRow_TakesNothing()
    {
        var (mine, others) = ((await ParkAsync(1))[0], (await ParkAsync(1))[0]);
        var (shipment, other) = (await ShippedAsync(mine), await ShippedAsync(others));
        var shipments = await Under.ShipmentsAsync(Guid.NewGuid());

        Assert.Empty(await shipments.ClaimRowsAsync(shipment, [IdOf(others), Guid.NewGuid()], Stop));
        Assert.Empty(await shipments.LandedAsync(shipment, [IdOf(others), Guid.NewGuid()], Stop));
        Assert.Single(await shipments.LandedAsync(other, [IdOf(others)], Stop));
    }

    // The end was kept and the move was not, since the writer's lease was lost; whoever had the job then died, and nobody looked for it any more.
    [Fact]
    public async Task ClaimRows_WhoseEndWasWrittenWithoutTheMove_AreAwaitedStill()
    {
        var (budget, job) = await BudgetAsync(10 * Given.WayBack);
        var (first, second, parking) = (Guid.NewGuid(), Guid.NewGuid(), Given.Parking(job, NewModel()));
        var store = await Under.StoreAsync(first);
        await store.OpenAsync(parking, Stop);
        var shipment = await ShippedAsync(parking);
        var lost = await LandingAsync(first, shipment, parking);
        await Under.LetDieAsync(first);
        await LandingAsync(second, shipment, parking);
        var end = Given.Replied(Given.AttemptOf(parking));
        Assert.Equal(new AdvanceResult.LeaseLost(), await store.AdvanceAsync(Given.Turn(lost.Row.Lease, end, Given.Accepted(end)), Stop));
        await Under.LetDieAsync(second);

        var shipments = await Under.ShipmentsAsync(Guid.NewGuid());
        Assert.Equal([IdOf(parking)], await shipments.OpenRowsAsync(shipment, 10, Stop));
        var row = Single(parking, await shipments.ClaimRowsAsync(shipment, [IdOf(parking)], Stop));

        Assert.Equal((AttemptState.Replied, "4"), (row.Row.Attempts[0].State, row.Row.Attempts[0].Output));
        Assert.Empty(await shipments.LinesAsync(shipment, Stop));
        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
        await CleanAsync();
    }

    [Fact]
    public async Task RowsAtStake_AreThoseWhoseCostIsNotKnown_WhoeverWaitsForThem()
    {
        var (worker, parkings) = (Guid.NewGuid(), await ParkAsync(3));
        var shipment = await ShippedAsync(parkings);
        var shipments = await Under.ShipmentsAsync(worker);
        foreach (var (parking, end) in new[]
        {
            (parkings[0], Given.Replied(Given.AttemptOf(parkings[0]))), (parkings[1], Given.Lost(Given.AttemptOf(parkings[1]))),
        })
        {
            var landing = await LandingAsync(worker, shipment, parking);
            await (await Under.StoreAsync(worker)).AdvanceAsync(Given.Turn(landing.Row.Lease, end, new Move.Hold("next", Given.Now.AddHours(1))), Stop);
        }

        Assert.Equal([IdOf(parkings[2])], await shipments.OpenRowsAsync(shipment, 10, Stop));
        Assert.Equal(new[] { IdOf(parkings[1]), IdOf(parkings[2]) }.Order(), (await shipments.RowsAtStakeAsync(shipment, 10, Stop)).Order());
    }

    [Fact]
    public async Task ClaimOverdue_TakesParkedJobsWhoseTimeHasCome_Once()
    {
        var (due, later) = ((await ParkAsync(1, Given.Now.AddSeconds(-1)))[0], (await ParkAsync(1))[0]);

        var rows = await (await Under.ShipmentsAsync(Guid.NewGuid())).ClaimOverdueAsync(Given.Now, 10_000, Stop);

        Assert.Equal(JobState.Parked, Single(due, rows).Row.Lease.State);
        Assert.DoesNotContain(rows, row => row.AttemptId == IdOf(later));
        Assert.DoesNotContain(await (await Under.ShipmentsAsync(Guid.NewGuid())).ClaimOverdueAsync(Given.Now, 10_000, Stop), row => row.AttemptId == IdOf(due));
    }

    [Fact]
    public async Task Landed_TellsHowAPurchaseStands_AndTakesNothingOver()
    {
        var (worker, parking) = (Guid.NewGuid(), (await ParkAsync(1))[0]);
        var shipment = await ShippedAsync(parking);
        var shipments = await Under.ShipmentsAsync(worker);

        var landed = Assert.Single(await shipments.LandedAsync(shipment, [IdOf(parking)], Stop));

        Assert.Equal((AttemptState.Started, -1L, Given.WayBack), (landed.State, landed.Row.Row.Lease.Fence, landed.Row.WayBackNanoUsd));
        Assert.NotNull(await LandingAsync(worker, shipment, parking));
    }

    [Fact]
    public async Task Record_Again_ChangesNothing()
    {
        var shipment = await ShippedAsync(await ParkAsync(1));
        var shipments = await Under.ShipmentsAsync(Guid.NewGuid());
        Finding[] findings = [new(FindingKind.Foreign, "", "no JSON"), new(FindingKind.Foreign, "", "no JSON"), new(FindingKind.Duplicate, "id", "again"), new(FindingKind.Late, "id", "late"), new(FindingKind.Missing, "id", "none")];

        await shipments.RecordAsync(shipment, findings, Stop);
        await shipments.RecordAsync(shipment, findings, Stop);
        await shipments.RecordAsync(shipment, [], Stop);

        Assert.Equal(4, await Under.FindingsAsync(shipment));
    }

    private static ShipmentTurn Kept(Shipment shipment) => new(shipment, null, Given.Now);

    private static string ModelOf(Opening parking) => Given.AttemptOf(parking).Candidate.Offer.Model.Name;

    /// <summary>Jobs parked for one model.</summary>
    private async Task<Opening[]> ParkAsync(int count, DateTimeOffset? safeStart = null)
    {
        var (store, model) = (await StoreAsync(), NewModel());
        var parkings = Enumerable.Range(0, count).Select(_ => Given.Parking(null, model, safeStart)).ToArray();
        foreach (var parking in parkings)
            Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(parking, Stop));
        return parkings;
    }

    private async Task<ShipmentLease?> ClaimAsync(Guid worker, Guid shipment, params Guid[] running) =>
        (await (await Under.ShipmentsAsync(worker)).ClaimAsync(Given.Now.AddSeconds(1), 10_000, running, Stop)).SingleOrDefault(lease => lease.Shipment.Id == shipment);
}
