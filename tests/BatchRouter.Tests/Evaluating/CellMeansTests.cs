using BatchRouter.Cli.Evaluating;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class CellMeansTests
{
    [Fact]
    public void Of_NarrowCell_LeansOnTheWiderOneByTwentyRows()
    {
        var means = new CellMeans(Enumerable.Repeat(Example(1, "all", "rare"), 20).Concat(Enumerable.Repeat(Example(0, "all"), 60)));
        Assert.Equal(0.25, means.Of(["all"]), 12);
        Assert.Equal((20 + (20 * 0.25)) / 40, means.Of(["all", "rare"]), 12);
    }

    [Fact]
    public void Of_CellNeverSeen_IsTheWiderOnes()
    {
        var means = new CellMeans([Example(1, "all"), Example(0, "all")]);
        Assert.Equal(0.5, means.Of(["all", "new"]), 12);
        Assert.Equal(0, means.Of(["elsewhere"]));
    }

    private static (IReadOnlyList<string> Path, double Outcome) Example(double outcome, params string[] path) => (path, outcome);
}
