using BatchRouter.Catalog;

namespace BatchRouter.Routing;

/// <summary>The router of this moment: catalogue and policy may change while work runs, and a change holds from the next decision on.</summary>
public sealed class LiveRouter(Router router)
{
    // Money may be unknown for as long as this and longer: what is older is only missed by evidence that comes later still.
    private const int Remembered = 16;

    private volatile Router _current = router;
    private volatile IReadOnlyList<ModelCatalog> _catalogs = [router.Catalog];

    public Router Current => _current;

    /// <summary>A model as it stands now, and as it stood before in this process: attempts of before name models and prices that may be gone.</summary>
    public IEnumerable<CatalogModel> Known(string model) => _catalogs.Select(catalog => catalog.Find(model)).OfType<CatalogModel>();

    /// <summary>Catalogue and policy change together. One caller at a time.</summary>
    public void Swap(Router router)
    {
        _catalogs = [router.Catalog, .. _catalogs.Take(Remembered - 1)];
        _current = router;
    }
}
