using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace BatchRouter.Tests.House;

public sealed partial class ArchitectureTests
{
    private static readonly string[] Projects =
    [
        "BatchRouter", "BatchRouter.Cli", "BatchRouter.Contracts", "BatchRouter.Postgres", "BatchRouter.Providers", "BatchRouter.Sandbox", "BatchRouter.Worker",
    ];

    [Theory]
    [InlineData("BatchRouter.Contracts", "")]
    [InlineData("BatchRouter", "")]
    [InlineData("BatchRouter.Postgres", "BatchRouter")]
    [InlineData("BatchRouter.Providers", "BatchRouter")]
    [InlineData("BatchRouter.Worker", "BatchRouter BatchRouter.Contracts BatchRouter.Postgres BatchRouter.Providers")]
    [InlineData("BatchRouter.Sandbox", "BatchRouter BatchRouter.Contracts")]
    [InlineData("BatchRouter.Cli", "BatchRouter.Sandbox BatchRouter.Worker")]
    public void ProjectReferences_Are_TheDesigns(string project, string references) =>
        Assert.Equal(references.Split(' ', StringSplitOptions.RemoveEmptyEntries), References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void Projects_All_AreInTheTable() =>
        Assert.Equal(Projects, Directory.GetDirectories(Repository.PathOf("src")).Where(HasProject).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("MassTransit", "BatchRouter.Worker")]
    [InlineData("Quartz", "BatchRouter.Worker")]
    [InlineData("Npgsql", "BatchRouter.Postgres BatchRouter.Sandbox")]
    [InlineData("Dapper", "BatchRouter.Postgres")]
    [InlineData("Polly", "BatchRouter.Providers")]
    [InlineData("RabbitMQ.Client", "BatchRouter.Cli")]
    public void Package_Is_ReferencedOnlyInItsProject(string package, string projects) => Assert.All(
        Projects.Except(projects.Split(' ')),
        project => Assert.DoesNotContain(References(project, "PackageReference"), name => name == package || name.StartsWith(package + ".", StringComparison.Ordinal)));

    [Fact]
    public void Domain_Packages_AreAbstractionsOnly() =>
        Assert.All(References("BatchRouter", "PackageReference"), name => Assert.Matches(@"^Microsoft\.Extensions\..*\.Abstractions$", name));

    // A seeded scheduler must be able to run the domain; a delay on its clock is the scheduler's own.
    [Fact]
    public void Domain_Source_StartsNoThreadAndNoTimer() =>
        Assert.All(Sources("src/BatchRouter"), file => Assert.DoesNotMatch(Forbidden(), File.ReadAllText(file)));

    [Fact]
    public void Folders_AreFeatures_NotLayers() => Assert.All(
        Sources("src").Concat(Sources("tests")).SelectMany(file => Path.GetRelativePath(Repository.PathOf("."), file).Split(Path.DirectorySeparatorChar)[..^1]),
        folder => Assert.DoesNotMatch("^(Common|Helpers|Utils|Models|Services|Managers|Shared|Misc)$", folder));

    [Fact]
    public void Files_InSource_HaveAtMost300Lines() =>
        Assert.All(Sources("src"), file => Assert.InRange(File.ReadAllLines(file).Length, 1, 300));

    private static IEnumerable<string> Sources(string folder) => Repository.Files(folder, "*.cs");

    private static bool HasProject(string folder) => Directory.GetFiles(folder, "*.csproj").Length > 0;

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.PathOf($"src/{project}/{project}.csproj")).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    [GeneratedRegex(@"Task\.Run\b|ConfigureAwait\(|new Timer\(|PeriodicTimer|Task\.Delay\((?!.*clock)|new Thread\(|ThreadPool\b|Task\.Factory")]
    private static partial Regex Forbidden();
}
