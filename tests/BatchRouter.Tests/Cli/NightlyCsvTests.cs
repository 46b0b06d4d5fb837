using BatchRouter.Cli.Reporting;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class NightlyCsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"\n", "\"say \"\"hi\"\"\n\"")]
    // What a spreadsheet would run.
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    public void Cell_StaysOneCell_AndIsNoFormula(string words, string expected) => Assert.Equal(expected, NightlyCsv.Cell(words));

    [Fact]
    public void Cell_OfANumber_IsThatNumber() => Assert.Equal("-15", NightlyCsv.Cell(-15L));
}
