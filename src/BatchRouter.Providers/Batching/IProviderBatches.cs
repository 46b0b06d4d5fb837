using BatchRouter.Catalog;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>One kind of provider's batch API; found by the provider's kind. The members are those of <see cref="IBatchClient"/>.</summary>
internal interface IProviderBatches
{
    /// <summary>The catalogue's word for it, e.g. <c>openai</c>.</summary>
    string Kind { get; }

    Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop);

    Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop);

    Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop);

    Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop);

    IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, CancellationToken stop);
}
