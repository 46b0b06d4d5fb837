using BatchRouter.Catalog;

namespace BatchRouter.Routing.Naming;

/// <summary>What the names of a policy mean: a family of deployments, a model, or the successor of a model that was replaced.</summary>
public sealed class ModelNames
{
    private readonly ModelCatalog _catalog;
    private readonly Dictionary<string, ModelSet> _byName = [];
    private readonly Dictionary<object, ModelSet> _byList = new(ReferenceEqualityComparer.Instance);
    private readonly ModelSet _nobody;

    public ModelNames(ModelCatalog catalog)
    {
        _catalog = catalog;
        _nobody = new ModelSet(catalog.Models.Count);
        foreach (var model in catalog.Models)
        {
            Learn(model.Name);
            if (model.DeploymentOf is { } family)
                Learn(family);
        }
    }

    // Lists are looked up by reference: a decision reads no names.
    internal ModelNames(ModelCatalog catalog, RoutingPolicy policy) : this(catalog)
    {
        foreach (var list in NamedLists.Of(policy))
            _byList.TryAdd(list, Union(list));
    }

    /// <summary>Every name that means something: models, replaced ones too, and families.</summary>
    public IEnumerable<string> All => _byName.Keys;

    /// <summary>Those that a name means; none where nobody has it.</summary>
    public ModelSet Of(string name) => _byName.GetValueOrDefault(name, _nobody);

    /// <summary>Those that any of the names mean.</summary>
    public ModelSet Of(IReadOnlyList<string> names) => _byList.TryGetValue(names, out var known) ? known : Union(names);

    private void Learn(string name)
    {
        var meant = new ModelSet(_catalog.Models.Count);
        Add(meant, name, 0);
        _byName[name] = meant;
    }

    // A chain of successors is no longer than the catalogue: a ring, which the loader refuses, would end there.
    private void Add(ModelSet meant, string name, int depth)
    {
        var isFamily = false;
        for (var place = 0; place < _catalog.Models.Count; place++)
            if (_catalog.Models[place] is { DeploymentOf: { } family } model && family == name)
            {
                isFamily = true;
                AddModel(meant, place, model, depth);
            }

        for (var place = 0; !isFamily && place < _catalog.Models.Count; place++)
            if (_catalog.Models[place] is var model && model.Name == name)
                AddModel(meant, place, model, depth);
    }

    private void AddModel(ModelSet meant, int place, CatalogModel model, int depth)
    {
        if (model.ReplacedBy is not { } successor)
            meant.Add(place);
        else if (depth <= _catalog.Models.Count && successor != model.DeploymentOf)
            Add(meant, successor, depth + 1);
    }

    private ModelSet Union(IReadOnlyList<string> names)
    {
        var union = new ModelSet(_catalog.Models.Count);
        foreach (var name in names)
            union.AddAll(Of(name));
        return union;
    }
}
