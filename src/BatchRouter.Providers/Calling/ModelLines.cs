using BatchRouter.Catalog;
using BatchRouter.Limiting;
using BatchRouter.Routing;

namespace BatchRouter.Providers.Calling;

/// <summary>
/// The ways to all models of the catalogue of now. A new catalogue makes ways for what is new or changed, keeps those of unchanged
/// models with their breakers, and keeps the others for what was decided before, until the catalogue after it.
/// </summary>
internal sealed class ModelLines(
    LiveRouter live, IReadOnlyList<IProviderAdapter> adapters, IRateLeases leases, PipelineOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private volatile Lineup? _current;

    /// <summary>The ways of the catalogue that decisions are made from now.</summary>
    public IEnumerable<ModelLine> Current => Now().Values;

    /// <summary>The way for a model, entered: whoever took it leaves it.</summary>
    public ModelLine Enter(CatalogModel model)
    {
        if (Now().TryGetValue(model.Name, out var line) && line.Serves(model) && line.TryEnter())
            return line;
        // Decided just before the catalogue changed.
        if (_current!.Former.GetValueOrDefault(model.Name) is { } former && former.Serves(model) && former.TryEnter())
            return former;
        // Decided before the one before: a way of its own, that ends with this call.
        var own = Make(model);
        own.TryEnter();
        own.Retire();
        return own;
    }

    public void Dispose()
    {
        foreach (var line in _current is { } current ? current.Lines.Values.Concat(current.Former.Values) : [])
            line.Dispose();
    }

    private Dictionary<string, ModelLine> Now()
    {
        var catalog = live.Current.Catalog;
        return _current is { } current && ReferenceEquals(current.Catalog, catalog) ? current.Lines : Follow(catalog);
    }

    private Dictionary<string, ModelLine> Follow(ModelCatalog catalog)
    {
        lock (_lock)
        {
            var old = _current;
            if (ReferenceEquals(old?.Catalog, catalog))
                return old!.Lines;
            var lines = new Dictionary<string, ModelLine>();
            foreach (var model in catalog.Models)
                lines[model.Name] = old?.Lines.GetValueOrDefault(model.Name) is { } kept && kept.Serves(model) ? kept : Make(model);
            _current = new Lineup(catalog, lines, old?.Lines ?? []);
            foreach (var line in old?.Former.Values ?? Enumerable.Empty<ModelLine>())
                if (!lines.ContainsValue(line) && !old!.Lines.ContainsValue(line))
                    line.Retire();
            return lines;
        }
    }

    private ModelLine Make(CatalogModel model) =>
        new(model, adapters.First(adapter => adapter.Kind == model.Provider.Kind), leases, options, clock);

    private sealed record Lineup(ModelCatalog Catalog, Dictionary<string, ModelLine> Lines, Dictionary<string, ModelLine> Former);
}
