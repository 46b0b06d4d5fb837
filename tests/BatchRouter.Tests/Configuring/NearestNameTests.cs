using BatchRouter.Worker.Configuring;
using Xunit;

namespace BatchRouter.Tests.Configuring;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("cascade", "cascade", 0)]
    [InlineData("cascde", "cascade", 1)]
    [InlineData("cacsade", "cascade", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("Models", "models", 0)]
    public void Distance_CountsLettersLeftOutPutInReplacedAndSwapped(string one, string other, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(one, other));
        Assert.Equal(distance, NearestName.Distance(other, one));
    }

    [Theory]
    [InlineData("casacde", "did you mean 'cascade'?")]
    [InlineData("treshold", "did you mean 'threshold'?")]
    [InlineData("zebra", "known are cascade, threshold, cost")]
    public void Hint_NamesTheNearestOrWhatIsKnown(string word, string hint) =>
        Assert.Equal(hint, NearestName.Hint(word, ["cascade", "threshold", "cost"]));

    [Fact]
    public void Hint_LongList_IsCutShort() =>
        Assert.EndsWith(" and 8 more", NearestName.Hint("?", Enumerable.Range(0, 20).Select(i => $"a-rather-long-name-{i}")), StringComparison.Ordinal);
}
