using Xunit;

namespace BatchRouter.IntegrationTests;

public sealed class SmokeTests
{
    [Fact]
    public void Truth_Holds() => Assert.Equal(4, 2 + 2);
}
