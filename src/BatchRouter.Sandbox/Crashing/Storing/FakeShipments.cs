using BatchRouter.Lanes;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>One worker's side of the tables of shipments; claims of jobs go the way of all claims.</summary>
internal sealed class FakeShipments(FakeDatabase database, Guid worker, IStoreLink link, FakeStore store) : IShipments, ICompletions
{
    public Task<IReadOnlyList<ParkedRow>> ParkedAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Parked(database, now, limit), stop);

    public Task<IReadOnlyDictionary<string, WaitingRows>> WaitingAsync(CancellationToken stop) => link.AskAsync(() => ShipmentSteps.Waiting(database), stop);

    public Task<int> FormAsync(Shipment shipment, IReadOnlyList<ParkedRow> rows, DateTimeOffset now, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Form(database, shipment, rows, now), stop);

    public Task<IReadOnlyList<ShipmentLease>> ClaimAsync(DateTimeOffset now, int limit, IReadOnlyCollection<Guid> running, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Claim(database, worker, now, limit, running), stop);

    public Task<ShipmentLease?> SaveAsync(ShipmentLease lease, ShipmentTurn turn, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Save(database, worker, lease, turn), stop);

    public Task AbandonAsync(Guid shipment, DateTimeOffset nextAt, CancellationToken stop) =>
        link.AskAsync(Doing(() => ShipmentSteps.Abandon(database, worker, shipment, nextAt)), stop);

    public Task<bool> ReturnAsync(ShipmentLease lease, string detail, TimeSpan leastPause, DateTimeOffset now, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Return(database, worker, lease, leastPause, now), stop);

    public Task<IReadOnlyList<StoredLine>> LinesAsync(Guid shipment, CancellationToken stop) => link.AskAsync(() => ShipmentSteps.Lines(database, shipment), stop);

    public Task<IReadOnlyList<Guid>> OpenRowsAsync(Guid shipment, int limit, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.OpenRows(database, shipment, limit), stop);

    public Task<IReadOnlyList<Guid>> RowsAtStakeAsync(Guid shipment, int limit, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.RowsAtStake(database, shipment, limit), stop);

    public Task<IReadOnlySet<string>> KnownBatchesAsync(string provider, DateTimeOffset since, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.KnownBatches(database, provider, since), stop);

    public Task<IReadOnlyList<LandingRow>> ClaimRowsAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop) =>
        store.ClaimAsync(() => LandingSteps.Shipped(database, worker, shipment, attempts), row => row.Row.Lease, stop);

    public Task<IReadOnlyList<LandingRow>> ClaimOverdueAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        store.ClaimAsync(() => LandingSteps.Overdue(database, worker, now, limit), row => row.Row.Lease, stop);

    public Task<IReadOnlyList<LandedRow>> LandedAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop) =>
        link.AskAsync(() => LandingSteps.Landed(database, shipment, attempts), stop);

    public Task<int> UnderWayAsync(string provider, CancellationToken stop) => link.AskAsync(() => ShipmentSteps.UnderWay(database, provider), stop);

    public Task RecordAsync(Guid shipment, IReadOnlyList<Finding> findings, CancellationToken stop) =>
        link.AskAsync(Doing(() => ShipmentSteps.Record(database, shipment, findings)), stop);

    public Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop) =>
        link.AskAsync(() => ShipmentSteps.Completions(database, since, now), stop);

    private static Func<bool> Doing(Action act) => () =>
    {
        act();
        return true;
    };
}
