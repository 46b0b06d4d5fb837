using BatchRouter.Budgeting;
using BatchRouter.Routing;
using BatchRouter.Tests.Budgeting;
using Xunit;

namespace BatchRouter.Tests.Routing;

/// <summary>What becomes of a job that does not fit. The cheapest model holds 410,000 nano-USD, the strongest 25 times as much.</summary>
public sealed class AtTheLimitTests
{
    private const long Weakest = 410_000;

    private static readonly DateTimeOffset SafeStart = Some.Noon.AddHours(1).AddSeconds(-1.1);

    [Theory]
    [InlineData(AtLimit.Wait)]
    [InlineData(AtLimit.Cheaper)]
    [InlineData(AtLimit.Reject)]
    public void Decide_OnlyHoldsInTheWay_WaitsWhateverThePolicy(AtLimit atLimit)
    {
        var choice = Decide(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: Weakest, atLimit: atLimit));
        Assert.Equal(new Choice.Hold("money", SafeStart, new MoneyWait(1, Weakest)), choice);
    }

    [Fact]
    public void Decide_OnlyHoldsInTheWayAtTheLatestSafeStart_IsRejectedAsContendedWithTheArithmetic()
    {
        var refusal = SomeBudgets.Refusal(posted: 0, held: 900_000, asked: Weakest);
        var choice = Assert.IsType<Choice.Refuse>(Decide(refusal, now: SafeStart));
        Assert.Equal("budget_contended", choice.Code);
        Assert.StartsWith("budget project:demo per day: limit 0.001000000, posted 0.000000000, held 0.000900000, asked 0.000410000 USD", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_QueuedBehindOthers_WaitsThoughItWouldFit()
    {
        var choice = Decide(SomeBudgets.Refusal(posted: 0, held: 0, asked: Weakest, atLimit: AtLimit.Cheaper, queued: true));
        Assert.IsType<Choice.Hold>(choice);
    }

    [Fact]
    public void Decide_FullUnderReject_IsRejectedWithTheArithmetic() =>
        Assert.Equal("budget_exceeded", Assert.IsType<Choice.Refuse>(Decide(Full(AtLimit.Reject))).Code);

    [Fact]
    public void Decide_FullUnderWait_WaitsWhereTheWindowResetsInTime() =>
        Assert.IsType<Choice.Hold>(Decide(Full(AtLimit.Wait, BudgetWindow.Hour), slack: TimeSpan.FromHours(3)));

    [Fact]
    public void Decide_FullUnderWait_IsRejectedWhereItResetsTooLate() =>
        Assert.Equal("budget_exceeded", Assert.IsType<Choice.Refuse>(Decide(Full(AtLimit.Wait))).Code);

    [Fact]
    public void Decide_FullUnderWaitWithoutReset_IsRejected() =>
        Assert.Equal("budget_exceeded", Assert.IsType<Choice.Refuse>(Decide(Full(AtLimit.Wait, BudgetWindow.Total))).Code);

    [Fact]
    public void Decide_FullUnderCheaper_BuysWhatStillFits()
    {
        var choice = Decide(SomeBudgets.Refusal(posted: 500_000, held: 0, asked: 25 * Weakest, atLimit: AtLimit.Cheaper), quality: 0.9);
        Assert.Equal("weak", Assert.IsType<Choice.Buy>(choice).First.Offer.Model.Name);
    }

    [Fact]
    public void Decide_FullForAllUnderCheaper_IsRejected() =>
        Assert.Equal("budget_exceeded", Assert.IsType<Choice.Refuse>(Decide(Full(AtLimit.Cheaper))).Code);

    // The dear one can never fit, the cheap one only for others' holds: it waits for them.
    [Fact]
    public void Decide_CheapestOnlyContendedUnderCheaper_WaitsForTheCheapest()
    {
        var choice = Decide(SomeBudgets.Refusal(posted: 100_000, held: 500_000, asked: 25 * Weakest, atLimit: AtLimit.Cheaper), quality: 0.9);
        Assert.Equal(new MoneyWait(1, Weakest), Assert.IsType<Choice.Hold>(choice).Money);
    }

    [Fact]
    public void Decide_BudgetOfOneModel_BuysAnother()
    {
        var choice = Decide(SomeBudgets.Refusal(posted: 900_000, held: 0, asked: Weakest, scope: "model:weak"));
        Assert.NotEqual("weak", Assert.IsType<Choice.Buy>(choice).First.Offer.Model.Name);
    }

    private static BudgetRefusal Full(AtLimit atLimit, BudgetWindow window = BudgetWindow.Day) =>
        SomeBudgets.Refusal(posted: 900_000, held: 0, asked: Weakest, atLimit: atLimit, window: window);

    private static Choice Decide(BudgetRefusal refusal, DateTimeOffset? now = null, TimeSpan? slack = null, double quality = 0.6)
    {
        var request = Some.Request(Some.Job(slack: slack)) with { OverBudget = [refusal], Now = now ?? Some.Noon };
        return new Router(Some.Catalog(), Some.Policy(new TaskPolicy { Name = "default", Quality = quality })).Decide(request).Choice;
    }
}
