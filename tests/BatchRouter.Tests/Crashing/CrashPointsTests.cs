using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing;
using Xunit;

namespace BatchRouter.Tests.Crashing;

public sealed class CrashPointsTests
{
    // Not the world: an algorithm by name, a library's verdict, and what daemons do.
    private static readonly string[] NoPorts = ["IRound", "ISchemaValidator", "IVerifier"];

    [Fact]
    public void Ports_AreAllInterfacesOfTheDomainButThese() => Assert.Equal(
        typeof(PortAttribute).Assembly.GetExportedTypes().Where(type => type.IsInterface).Select(type => type.Name).Except(NoPorts).Order(StringComparer.Ordinal),
        CrashPoints.Ports.Select(port => port.Name));

    [Fact]
    public void Names_StandBeforeAndAfterEveryCall()
    {
        Assert.Contains("IJobStore.OpenAsync before", CrashPoints.Names);
        Assert.Contains("IJobStore.MarkAnnounced after", CrashPoints.Names);
        Assert.Contains("IModelClient.OpenBreakers before", CrashPoints.Names);
        Assert.Equal(2 * CrashPoints.Ports.Sum(port => port.GetMethods().Length), CrashPoints.Names.Distinct().Count());
    }
}
