using BatchRouter.Catalog;
using BatchRouter.Providers.Anthropic;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Providers.Wire;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>Speaks to the batch API of each shipment's provider.</summary>
public sealed class BatchClient : IBatchClient, IDisposable
{
    private readonly HttpClient _http;
    private readonly List<IProviderBatches> _kinds;

    /// <param name="adapters">Whose requests and answers the rows have.</param>
    /// <param name="clock">For waits and dates.</param>
    /// <param name="readVariable">Reads an environment variable; a key is never stored elsewhere.</param>
    public BatchClient(IReadOnlyList<IProviderAdapter> adapters, TimeProvider clock, Func<string, string?> readVariable)
    {
        _http = ProviderHttp.Create(clock);
        var wire = new BatchWire(_http, clock);
        _kinds = [];
        foreach (var adapter in adapters)
            if (adapter.Kind == OpenAiBatches.Name)
                _kinds.Add(new OpenAiBatches(wire, new RowExchange(adapter, clock), readVariable, clock));
            else if (adapter.Kind == AnthropicBatches.Name)
                _kinds.Add(new AnthropicBatches(wire, new RowExchange(adapter, clock), readVariable));
    }

    public Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop) =>
        Of(shipment).CreateAsync(shipment, model, lines, stop);

    public Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop) => Of(shipment).FindAsync(shipment, known, stop);

    public Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop) => Of(shipment).LookAsync(shipment, stop);

    public Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop) => Of(shipment).CancelAsync(shipment, stop);

    public IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, CancellationToken stop) => Of(shipment).ReadAsync(shipment, status, stop);

    public void Dispose() => _http.Dispose();

    private IProviderBatches Of(Shipment shipment) => _kinds.Find(kind => kind.Kind == shipment.Provider.Kind)
        ?? throw new InvalidOperationException($"provider {shipment.Provider.Name} of kind {shipment.Provider.Kind} has no batch API here: sell no batch price for its models");
}
