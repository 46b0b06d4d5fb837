using BatchRouter.Cli.Doctoring;
using BatchRouter.Cli.Working;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class SamplesTests
{
    private static readonly WorkerSettings Samples = new(Sample("catalog.json"), Sample("batchrouter.json"));

    [Fact]
    public void Load_TheSamplesOfDeploy_AreACatalogueAndAPolicy()
    {
        var (catalog, policy) = Samples.Load();
        Assert.NotEmpty(catalog.Models);
        Assert.Contains("docs", policy.Projects);
        Assert.All(policy.Rules, rule => Assert.All(rule.Models, model => Assert.NotNull(catalog.Find(model))));
    }

    [Theory]
    [InlineData(null, "Failed")]
    [InlineData("secret-of-the-test", "Ok")]
    public void Checks_TellWhetherAKeyIsSet_AndNeverPrintIt(string? key, string expected)
    {
        var checks = FileChecks.Run(Samples, _ => key);
        Assert.Equal(["catalog", "policy", "key of openai"], checks.Select(check => check.Name));
        Assert.Equal(expected, checks[2].Status.ToString());
        Assert.DoesNotContain(checks, check => $"{check.Detail} {check.Remedy}".Contains("secret-of-the-test", StringComparison.Ordinal));
    }

    // Up from the folder that the tests run in to the repository's root.
    private static FileInfo Sample(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchRouter.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no BatchRouter.sln above the tests");
        return new FileInfo(Path.Combine(folder.FullName, "deploy", name));
    }
}
