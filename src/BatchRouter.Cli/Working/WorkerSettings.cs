using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Working;

/// <summary>The two files of a worker, for commands that look at one of them or at both.</summary>
internal sealed record WorkerSettings(FileInfo Catalog, FileInfo Policy)
{
    public static IReadOnlyList<string> Kinds => ConfigurationSource.Kinds;

    public (ModelCatalog Catalog, RoutingPolicy Policy) Load()
    {
        var router = new ConfigurationSource(Catalog, Policy).Read().Load();
        return (router.Catalog, router.Policy);
    }

    public static ModelCatalog LoadCatalog(FileInfo file) => CatalogLoader.Load(file.Name, ConfigurationSource.Read(file), Kinds);

    public static RoutingPolicy LoadPolicy(FileInfo file, ModelCatalog catalog) => PolicyLoader.Load(file.Name, ConfigurationSource.Read(file), catalog);
}
