using BatchRouter.Catalog;
using BatchRouter.Cli.Working;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Doctoring;

/// <summary>The catalogue, the policy and the keys.</summary>
internal static class FileChecks
{
    /// <param name="files">Where they are.</param>
    /// <param name="variable">Reads an environment variable; a key's value goes no further.</param>
    public static IReadOnlyList<Check> Run(WorkerSettings files, Func<string, string?> variable)
    {
        if (Load("catalog", files.Catalog, () => WorkerSettings.LoadCatalog(files.Catalog), out var catalog) is { } noCatalog)
            return [noCatalog];
        var models = string.Join(", ", catalog!.Models.Select(model => model.Name));
        var checks = new List<Check> { Check.Ok("catalog", $"version {catalog.Version}: {models}") };
        checks.Add(Load("policy", files.Policy, () => WorkerSettings.LoadPolicy(files.Policy, catalog), out var policy)
            ?? Check.Ok("policy", $"version {policy!.Version}: projects {string.Join(", ", policy.Projects)}; tasks {string.Join(", ", policy.Tasks.Keys)}"));
        checks.AddRange(catalog.Models.Select(model => model.Provider).DistinctBy(provider => provider.Name).Select(provider => Key(provider, variable)));
        return checks;
    }

    private static Check? Load<T>(string name, FileInfo file, Func<T> load, out T? loaded)
    {
        loaded = default;
        try
        {
            loaded = load();
            return null;
        }
        catch (FileNotFoundException fault)
        {
            return Check.Failed(name, fault.Message, "copy the sample from deploy/ and adapt it");
        }
        catch (ConfigurationException fault)
        {
            return Check.Failed(name, fault.Message, $"correct {file.Name} at that line");
        }
    }

    private static Check Key(ProviderEndpoint provider, Func<string, string?> variable) => string.IsNullOrWhiteSpace(variable(provider.KeyVariable))
        ? Check.Failed($"key of {provider.Name}", $"{provider.KeyVariable} is not set here", $"set {provider.KeyVariable} where workers run (any word for a server without keys)")
        : Check.Ok($"key of {provider.Name}", $"{provider.KeyVariable} is set");
}
