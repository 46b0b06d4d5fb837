using System.Security.Cryptography;
using System.Text;
using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>The two files that a worker reads at its start, and again when they change.</summary>
public sealed record ConfigurationSource(FileInfo Catalog, FileInfo Policy)
{
    /// <summary>Kinds of provider that this build has adapters for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["openai", "anthropic"];

    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    public ConfigurationText Read() => new(this, Read(Catalog), Read(Policy));

    /// <summary>One of them.</summary>
    public static string Read(FileInfo file)
    {
        // A FileInfo remembers whether it was there.
        file.Refresh();
        return file.Exists
            ? File.ReadAllText(file.FullName)
            : throw new FileNotFoundException($"{file.FullName} is not there: give --catalog and --config, or start from the samples in deploy/");
    }
}

/// <summary>What the two files said at one look.</summary>
public sealed record ConfigurationText(ConfigurationSource Source, string Catalog, string Policy)
{
    /// <summary>The same content has the same mark, whatever the files' times say.</summary>
    public string Mark { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Catalog.Length}\n{Catalog}{Policy}")));

    /// <summary>Catalogue and policy, checked against each other.</summary>
    /// <exception cref="ConfigurationException">The first thing that is wrong, with file, line and key.</exception>
    public Router Load()
    {
        var catalog = CatalogLoader.Load(Source.Catalog.Name, Catalog, ConfigurationSource.Kinds);
        return new Router(catalog, PolicyLoader.Load(Source.Policy.Name, Policy, catalog));
    }
}
