using BatchRouter.Cli.Evaluating;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class EscalationTests
{
    [Fact]
    public void Buy_Default_PaysTheCheapModelAlone()
    {
        var row = ManyRows.Row("a", cheap: false);
        Assert.Equal(Purchase.Of(row, ManyRegime.Cheap), default(Escalation).Buy(row));
    }

    [Fact]
    public void Buy_Strong_PaysBothAndTakesTheStrongAnswer()
    {
        var row = ManyRows.Row("a", cheap: false);
        Assert.Equal(new Purchase(Paid(ManyRegime.Cheap, ManyRegime.Target), 1), new Escalation(ManyRegime.Target).Buy(row));
    }

    [Fact]
    public void Buy_SecondAgrees_TheCheapAnswerStandsAndNothingElseIsPaid() =>
        Assert.Equal(new Purchase(Paid(ManyRegime.Cheap, ManyRegime.Second), 1), new Escalation(ManyRegime.Target, AsksSecond: true).Buy(ManyRows.Row("a", cheap: true, target: false)));

    [Fact]
    public void Buy_SecondDiffers_AllThreeArePaid() =>
        Assert.Equal(
            new Purchase(Paid(ManyRegime.Cheap, ManyRegime.Second, ManyRegime.Target), 1),
            new Escalation(ManyRegime.Target, AsksSecond: true).Buy(ManyRows.Row("a", cheap: false)));

    [Theory]
    [InlineData(true, true, false, 1, false)]
    [InlineData(true, false, true, 1, true)]
    [InlineData(false, true, true, 1, true)]
    [InlineData(false, false, true, 0, true)]
    public void Buy_Votes_TheOtherStrongModelDecidesWhereTheFirstDiffers(bool cheap, bool target, bool other, double right, bool judged)
    {
        var bought = new Escalation(ManyRegime.Target, Votes: true).Buy(ManyRows.Row("a", cheap, target: target, other: other));
        string[] paid = judged ? [ManyRegime.Cheap, ManyRegime.Target, ManyRegime.Other] : [ManyRegime.Cheap, ManyRegime.Target];
        Assert.Equal((Paid(paid), right), (bought.Cost, bought.Correct));
    }

    private static double Paid(params string[] models) => models.Aggregate(0.0, (sum, model) => sum + Purchase.CostOf(ManyRows.Row("a", cheap: true), model));
}
