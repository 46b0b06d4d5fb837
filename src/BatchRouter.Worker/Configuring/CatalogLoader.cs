using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>From catalog.json to the catalogue; what cannot be used stops the start with line and key.</summary>
public static class CatalogLoader
{
    /// <param name="file">Its name, for errors.</param>
    /// <param name="json">Its text.</param>
    /// <param name="kinds">Kinds of provider that there are adapters for.</param>
    /// <exception cref="ConfigurationException">The first thing that is wrong.</exception>
    public static ModelCatalog Load(string file, string json, IReadOnlyCollection<string> kinds)
    {
        var source = new StrictJson(file, json);
        var written = source.Read<CatalogFile>();
        if (written.Models.Count is 0 or > 1_000)
            throw source.Fault("$.models", "1 to 1,000 models are wanted");
        var providers = written.Providers.ToDictionary(pair => pair.Key, pair => Provider(source, pair.Key, pair.Value, kinds));
        var models = new List<CatalogModel>();
        for (var i = 0; i < written.Models.Count; i++)
        {
            var model = new ModelReader(source, $"$.models[{i}]", written.Models[i], providers).Read();
            if (models.Exists(known => known.Name == model.Name))
                throw source.Fault($"$.models[{i}].name", $"'{model.Name}' stands twice");
            models.Add(model);
        }

        NamesReader.Check(source, models);
        return new ModelCatalog(written.Version, models);
    }

    private static ProviderEndpoint Provider(StrictJson source, string name, CatalogFile.ProviderEntry entry, IReadOnlyCollection<string> kinds)
    {
        var path = $"$.providers.{name}";
        if (!kinds.Contains(entry.Kind))
            throw source.Fault($"{path}.kind", $"'{entry.Kind}' is unknown: {NearestName.Hint(entry.Kind, kinds)}");
        if (!Uri.TryCreate(entry.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw source.Fault($"{path}.endpoint", "an absolute http or https URL is wanted");
        if (string.IsNullOrWhiteSpace(entry.KeyVariable))
            throw source.Fault($"{path}.keyVariable", "the name of an environment variable is wanted");
        if (entry.UsageRecords is { } records && (!records.Contains("{id}", StringComparison.Ordinal) || !IsWeb(records.Replace("{id}", "0", StringComparison.Ordinal))))
            throw source.Fault($"{path}.usageRecords", "an absolute http or https URL with {id} in it is wanted");
        return new ProviderEndpoint(name, entry.Kind, endpoint, entry.KeyVariable, entry.UsageRecords) { Batch = new BatchTermsReader(source, $"{path}.batch", entry.Batch).Read() };
    }

    private static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
