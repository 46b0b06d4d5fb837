using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Evaluating.Reading;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

/// <summary>On invented rows: prose with sound answers is right, unsound ones are half wrong; the strong models are always right.</summary>
public sealed class CascadeSearchTests
{
    private static readonly List<ManyRow> Rows = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0
        ? ManyRows.Row($"unsound {i}", cheap: i % 8 == 0, second: i % 8 == 0, response: ManyRows.Unsound)
        : ManyRows.Row($"sound {i}", cheap: true))];

    private readonly CascadeSearch _search = new(Rows);

    [Fact]
    public void Cheapest_ModelThatIsAlwaysRight_IsMatchedAtLessThanHalfItsCost()
    {
        var bought = Purchase.Mean(Rows.Select(_search.Cheapest(ManyRegime.Target).Buy));
        Assert.Equal(1, bought.Correct, 12);
        Assert.True(bought.Cost < Purchase.Mean(Rows.Select(row => Purchase.Of(row, ManyRegime.Target))).Cost / 2);
    }

    [Fact]
    public void AtLevel_LittleMoney_GoesToAnswersThatLookUnsound()
    {
        var rule = _search.AtLevel(2);
        var escalated = Rows.Where(row => rule.Buy(row).Cost > Purchase.CostOf(row, ManyRegime.Cheap)).ToList();
        Assert.NotEmpty(escalated);
        Assert.All(escalated, row => Assert.StartsWith("unsound", row.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void Cheapest_TheCheapModelIsAsGood_BuysNothingElse()
    {
        var rows = Rows.ConvertAll(row => ManyRows.Row(row.Id, cheap: true));
        Assert.All(rows, row => Assert.Equal(Purchase.Of(row, ManyRegime.Cheap), new CascadeSearch(rows).Cheapest(ManyRegime.Target).Buy(row)));
    }

    [Fact]
    public void AtLevel_FromTheCheapModelUpwards_CostsMoreAndIsMoreRight()
    {
        var points = Enumerable.Range(0, CascadeSearch.Levels).Select(level => Purchase.Mean(Rows.Select(_search.AtLevel(level).Buy))).ToList();
        Assert.Equal(Purchase.Mean(Rows.Select(row => Purchase.Of(row, ManyRegime.Cheap))), points[0]);
        Assert.Equal(1, points[^1].Correct, 12);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First.Cost <= pair.Second.Cost && pair.First.Correct <= pair.Second.Correct));
    }

    // The last step by a part of the rows: a budget between two steps is nearly used up.
    [Fact]
    public void AtLevel_BudgetBetweenTwoSteps_IsUsedByAPartOfTheRows()
    {
        var (least, most) = (Purchase.Mean(Rows.Select(_search.AtLevel(0).Buy)).Cost, Purchase.Mean(Rows.Select(_search.AtLevel(CascadeSearch.Levels - 1).Buy)).Cost);
        var spent = Purchase.Mean(Rows.Select(_search.AtLevel(CascadeSearch.Levels / 2).Buy)).Cost;
        Assert.InRange(spent, least + ((most - least) * 0.1), most - ((most - least) * 0.1));
    }

    [Fact]
    public void Of_CellWithFewRows_IsOneWithTheWiderCell()
    {
        var paths = new CellPaths(Rows.Append(ManyRows.Row("code", cheap: true, prompt: "def f(x):")));
        Assert.Equal(CheapReading.Cells(Rows[0]), paths.Of(Rows[0]));
        Assert.Equal(["Code"], paths.Of(ManyRows.Row("more code", cheap: true, prompt: "def g(x):")));
    }

    [Fact]
    public void Learn_StrongModels_TheOneThatWinsMorePerUsdServesTheKind()
    {
        var stronger = StrongerByKind.Learn([
            ManyRows.Row("a", cheap: false, other: false), ManyRows.Row("b", cheap: false),
            ManyRows.Row("c", cheap: false, target: false, prompt: "def f(x):"), ManyRows.Row("d", cheap: false, prompt: "def f(x):")]);
        Assert.Equal((ManyRegime.Target, ManyRegime.Other), (stronger[QuestionKind.Prose], stronger[QuestionKind.Code]));
    }
}
