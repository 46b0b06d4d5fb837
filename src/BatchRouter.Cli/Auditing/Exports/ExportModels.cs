using BatchRouter.Catalog;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>Which of the catalogue's models a provider's export speaks of.</summary>
internal sealed class ExportModels(ModelCatalog catalog)
{
    /// <summary>Names in the catalogue; several where a provider's model stands in it more than once, empty where nobody here can buy it.</summary>
    public IReadOnlyList<string> Of(string providersName) =>
        catalog.Models.Where(model => IsOf(model.ProviderModel, providersName)).Select(model => model.Name).ToList();

    /// <summary>All models of the providers that these are of: what an export does not list of them was not used.</summary>
    public IReadOnlyList<string> OfSameProviders(IEnumerable<string> names)
    {
        var providers = names.Select(name => catalog.Find(name)!.Provider.Name).ToHashSet();
        return catalog.Models.Where(model => providers.Contains(model.Provider.Name)).Select(model => model.Name).ToList();
    }

    // Exports name the dated version of a model that is bought by its plain name: gpt-4.1-mini-2025-04-14, claude-x-20250514.
    internal static bool IsOf(string bought, string exported) =>
        exported == bought
        || (exported.StartsWith(bought + "-", StringComparison.Ordinal)
            && exported[(bought.Length + 1)..] is var version
            && (DateOnly.TryParseExact(version, "yyyy-MM-dd", out _) || DateOnly.TryParseExact(version, "yyyyMMdd", out _)));
}
