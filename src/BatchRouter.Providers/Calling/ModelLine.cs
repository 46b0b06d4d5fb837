using BatchRouter.Catalog;
using BatchRouter.Limiting;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>The way to one model as the catalogue describes it: its client and its pipeline with its breaker.</summary>
internal sealed class ModelLine(CatalogModel model, IProviderAdapter adapter, IRateLeases leases, PipelineOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private int _underWay;
    private bool _isRetired;

    public CatalogModel Model => model;

    public IProviderAdapter Adapter => adapter;

    public IChatClient Client { get; } = adapter.Create(model.Provider, model.ProviderModel);

    public ModelPipeline Pipeline { get; } = new(model, leases, options, clock);

    /// <summary>Whether calls of a model may go this way: prices, qualities and clearances make no difference to a call.</summary>
    public bool Serves(CatalogModel other) => ReferenceEquals(model, other)
        || (model.Name == other.Name
            && model.ProviderModel == other.ProviderModel
            && model.Provider.Kind == other.Provider.Kind
            && model.Provider.Endpoint == other.Provider.Endpoint
            && model.Provider.KeyVariable == other.Provider.KeyVariable
            && model.Capabilities == other.Capabilities
            && model.ConcurrentCalls == other.ConcurrentCalls
            && RateLimit.Of(model) == RateLimit.Of(other)
            && model.UrgentShare == other.UrgentShare
            && model.Latency.P99 == other.Latency.P99);

    /// <summary>False, it is retired and empty: the call needs another.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isRetired && _underWay == 0)
                return false;
            _underWay++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_underWay > 0 || !_isRetired)
                return;
        }

        End();
    }

    /// <summary>No decision leads here any more: it ends with its last call under way.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            if (_isRetired)
                return;
            _isRetired = true;
            if (_underWay > 0)
                return;
        }

        End();
    }

    public void Dispose() => Retire();

    private void End() => Client.Dispose();
}
