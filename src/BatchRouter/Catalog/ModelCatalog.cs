namespace BatchRouter.Catalog;

/// <summary>All models that can be bought.</summary>
/// <param name="Version">Stored with every decision.</param>
/// <param name="Models">In the file's order.</param>
public sealed record ModelCatalog(string Version, IReadOnlyList<CatalogModel> Models)
{
    private readonly Dictionary<string, CatalogModel> _byName = Models.ToDictionary(model => model.Name);

    public CatalogModel? Find(string name) => _byName.GetValueOrDefault(name);
}
