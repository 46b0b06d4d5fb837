using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>From batchrouter.json to the policy; what cannot be used stops the start with line and key.</summary>
public static class PolicyLoader
{
    /// <exception cref="ConfigurationException">The first thing that is wrong.</exception>
    public static RoutingPolicy Load(string file, string json, ModelCatalog catalog)
    {
        var source = new StrictJson(file, json);
        var written = source.Read<PolicyFile>();
        return new PolicyReader(new PolicyChecks(source, written, catalog)).Read();
    }
}
