using System.Runtime.Versioning;
using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.Tests.Servers;

[SupportedOSPlatform("linux")]
public sealed class ProcessIdentityTests
{
    private const string AfterName = "S 1 77 77 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 123456 0 0";

    [Theory]
    [InlineData("77 (postgres) " + AfterName)]
    [InlineData("77 (a (strange) name 1 2) " + AfterName + "\n")]
    public void Parse_ReadsIdAndStartTime(string stat)
    {
        Assert.Equal(new ProcessIdentity(77, 123456), ProcessIdentity.Parse(stat, out var state));
        Assert.Equal('S', state);
    }

    [Theory]
    [InlineData("")]
    [InlineData("77 (postgres) S 1")]
    [InlineData("x (postgres) " + AfterName)]
    public void Parse_SomethingElse_IsNull(string stat) => Assert.Null(ProcessIdentity.Parse(stat, out _));

    [Fact]
    public void IsAlive_OnlyWithTheSameStartTime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc here.");
        var self = ProcessIdentity.OfThisProcess();
        Assert.True(self.IsAlive());
        Assert.False((self with { StartTicks = self.StartTicks + 1 }).IsAlive());
    }
}
