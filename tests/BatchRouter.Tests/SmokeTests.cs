using Xunit;

namespace BatchRouter.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Truth_Holds() => Assert.Equal(4, 2 + 2);
}
