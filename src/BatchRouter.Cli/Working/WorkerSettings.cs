using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Working;

/// <summary>The two files that a worker reads at its start.</summary>
internal sealed record WorkerSettings(FileInfo Catalog, FileInfo Policy)
{
    /// <summary>Kinds of provider that this build has adapters for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["openai"];

    public (ModelCatalog Catalog, RoutingPolicy Policy) Load()
    {
        var catalog = LoadCatalog(Catalog);
        return (catalog, LoadPolicy(Policy, catalog));
    }

    public static ModelCatalog LoadCatalog(FileInfo file) => CatalogLoader.Load(file.Name, Read(file), Kinds);

    public static RoutingPolicy LoadPolicy(FileInfo file, ModelCatalog catalog) => PolicyLoader.Load(file.Name, Read(file), catalog);

    private static string Read(FileInfo file) => file.Exists
        ? File.ReadAllText(file.FullName)
        : throw new FileNotFoundException($"{file.FullName} is not there: give --catalog and --config, or start from the samples in deploy/");
}
