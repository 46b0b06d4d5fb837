using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>A shipment as its row in Postgres holds it.</summary>
internal sealed class ShipmentRow
{
    private static readonly Dictionary<ShipmentState, ShipmentState[]> Allowed = new()
    {
        [ShipmentState.Formed] = [ShipmentState.InDoubt, ShipmentState.Dropped],
        [ShipmentState.InDoubt] = [ShipmentState.Formed, ShipmentState.Sent, ShipmentState.Dropped],
        [ShipmentState.Sent] = [ShipmentState.Ended, ShipmentState.Dropped],
        [ShipmentState.Ended] = [ShipmentState.Closed],
        [ShipmentState.Closed] = [],
        [ShipmentState.Dropped] = [],
    };

    public required Shipment Shipment { get; set; }

    public BatchStatus? Status { get; set; }

    public Guid? Worker { get; set; }

    public long Fence { get; set; }

    public DateTimeOffset NextAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public HashSet<(FindingKind Kind, string Name)> Findings { get; } = [];

    public bool IsHeldBy(Guid worker, ShipmentLease lease) => Worker == worker && Fence == lease.Fence && ClosedAt is null;

    /// <exception cref="InvalidOperationException">As the trigger refuses it.</exception>
    public void Move(Shipment to, DateTimeOffset now)
    {
        if (to.State != Shipment.State && !Allowed[Shipment.State].Contains(to.State))
            throw new InvalidOperationException($"shipments: a move outside the table of states: {Shipment.State} to {to.State}");
        if (to.State is ShipmentState.Sent or ShipmentState.Ended or ShipmentState.Closed && to.ProviderId is null)
            throw new InvalidOperationException("shipments: sent, and nobody knows what");
        (Shipment, Fence) = (to, Fence + 1);
        if (Allowed[to.State].Length == 0)
            (ClosedAt, Worker) = (now, null);
    }
}
