using System.Text.RegularExpressions;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

public sealed partial class CustomIdTests
{
    [Fact]
    public void ToString_IsWhatEveryProviderAllows_AndIsReadBack()
    {
        for (var i = 0; i < 100; i++)
        {
            var id = new CustomId(Guid.NewGuid(), Guid.NewGuid());
            Assert.Matches(Allowed(), id.ToString());
            Assert.Equal(id, CustomId.Parse(id.ToString()));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("request-1")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA_00000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA-0000000000000000000000000000000g")]
    [InlineData("!AAAAAAAAAAAAAAAAAAAAA-00000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA-000000000000000000000000000000000")]
    public void Parse_OfWhatIsNoneOfOurs_IsNull(string? text) => Assert.Null(CustomId.Parse(text));

    [GeneratedRegex("^[a-zA-Z0-9_-]{55}$")]
    private static partial Regex Allowed();
}
