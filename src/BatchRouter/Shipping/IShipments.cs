namespace BatchRouter.Shipping;

/// <summary>
/// Port: the durable truth about shipments. A shipment is followed by one worker at a time, under a lease that hangs on the worker's heartbeat; every
/// write is "set X if it stands at Y under my lease".
/// </summary>
[Running.Port]
public interface IShipments
{
    /// <summary>Parked rows of the models of which one leaves by now, the most urgent first.</summary>
    Task<IReadOnlyList<ParkedRow>> ParkedAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>Open rows that were shipped and their tokens, by model: what waits at the providers.</summary>
    Task<IReadOnlyDictionary<string, WaitingRows>> WaitingAsync(CancellationToken stop);

    /// <summary>Ships those of the rows that are still parked, in one commit with their shipment; none left, none is made.</summary>
    /// <returns>How many rows were shipped.</returns>
    Task<int> FormAsync(Shipment shipment, IReadOnlyList<ParkedRow> rows, DateTimeOffset now, CancellationToken stop);

    /// <summary>Shipments whose turn came, under this worker's lease.</summary>
    /// <param name="now">By the worker's clock.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="running">Those that this worker follows now: its other leases are of claims whose reply was lost, and may be claimed again.</param>
    /// <param name="stop">Cancels.</param>
    Task<IReadOnlyList<ShipmentLease>> ClaimAsync(DateTimeOffset now, int limit, IReadOnlyCollection<Guid> running, CancellationToken stop);

    /// <summary>Writes what is known of a shipment and gives the lease back, or keeps it.</summary>
    /// <returns>The lease as it stands now; null, it was lost.</returns>
    Task<ShipmentLease?> SaveAsync(ShipmentLease lease, ShipmentTurn turn, CancellationToken stop);

    /// <summary>Gives up this worker's lease on a shipment after a surprise, whatever it stands at; its next turn comes at a time.</summary>
    Task AbandonAsync(Guid shipment, DateTimeOffset nextAt, CancellationToken stop);

    /// <summary>
    /// Parks the rows of a shipment of which no batch was made again, to leave after as long again as they have waited, and drops it. A row that another
    /// worker has just now, or of which something is known already, stays with it: then it is not dropped.
    /// </summary>
    /// <param name="lease">The shipment's.</param>
    /// <param name="detail">Why there is no batch.</param>
    /// <param name="leastPause">They wait so long at least.</param>
    /// <param name="now">By the worker's clock.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Whether it was dropped.</returns>
    Task<bool> ReturnAsync(ShipmentLease lease, string detail, TimeSpan leastPause, DateTimeOffset now, CancellationToken stop);

    /// <summary>The open rows of a shipment as they are sent.</summary>
    Task<IReadOnlyList<StoredLine>> LinesAsync(Guid shipment, CancellationToken stop);

    /// <summary>Purchases of a shipment that their jobs still wait for: nothing is known of them yet, or whoever knew it could not move the job.</summary>
    Task<IReadOnlyList<Guid>> OpenRowsAsync(Guid shipment, int limit, CancellationToken stop);

    /// <summary>The same, and those whose jobs went on although it is not known yet what they cost.</summary>
    Task<IReadOnlyList<Guid>> RowsAtStakeAsync(Guid shipment, int limit, CancellationToken stop);

    /// <summary>Ids of batches at a provider that are known to be somebody's.</summary>
    Task<IReadOnlySet<string>> KnownBatchesAsync(string provider, DateTimeOffset since, CancellationToken stop);

    /// <summary>Takes over jobs that wait for rows of a shipment; those that another worker has are left out.</summary>
    Task<IReadOnlyList<LandingRow>> ClaimRowsAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop);

    /// <summary>Takes over parked jobs whose latest safe start has come.</summary>
    Task<IReadOnlyList<LandingRow>> ClaimOverdueAsync(DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>What stands of a shipment's purchases, whoever has their jobs; nothing is taken over. Those that are none of its rows are left out.</summary>
    Task<IReadOnlyList<LandedRow>> LandedAsync(Guid shipment, IReadOnlyList<Guid> attempts, CancellationToken stop);

    /// <summary>How many shipments a provider works on now.</summary>
    Task<int> UnderWayAsync(string provider, CancellationToken stop);

    /// <summary>Keeps what a shipment brought that it should not have, or did not bring. Again, it changes nothing.</summary>
    Task RecordAsync(Guid shipment, IReadOnlyList<Finding> findings, CancellationToken stop);
}
