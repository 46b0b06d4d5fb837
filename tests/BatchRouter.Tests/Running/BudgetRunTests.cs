using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Tests.Budgeting;
using Xunit;

namespace BatchRouter.Tests.Running;

public sealed class BudgetRunTests
{
    private static readonly TaskPolicy Cascade = new() { Name = "default", Quality = 0.8 };

    [Fact]
    public async Task Deliver_HoldDoesNotFit_IsHeldForMoney()
    {
        var stage = new Stage(Cascade, Some.Weak);
        stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: 410_000));
        await stage.DeliverAsync();
        Assert.Equal(["open, over budget", "open hold money"], stage.Journal);
        var opening = stage.Store.Openings.Single();
        Assert.Equal(new MoneyWait(1, 410_000), Assert.IsType<Move.Hold>(opening.Move).Money);
        Assert.Contains("\"overBudget\":[{\"budget\":1,\"scope\":\"project:demo\",\"window\":\"Day\"", DecisionJson.Write(opening.Decision), StringComparison.Ordinal);
        Assert.Equal(1, opening.Decision.Request.Step);
    }

    [Fact]
    public async Task Deliver_FullUnderReject_IsRejectedAndAnnounced()
    {
        var stage = new Stage(Cascade, Some.Weak);
        stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 900_000, held: 0, asked: 410_000, atLimit: AtLimit.Reject));
        await stage.DeliverAsync();
        Assert.Equal(["open, over budget", "open reject budget_exceeded", "announce", "mark announced"], stage.Journal);
    }

    [Fact]
    public async Task Deliver_DearPlanDoesNotFitUnderCheaper_BuysTheCheaper()
    {
        var stage = new Stage(Cascade with { Quality = 0.9 }, Some.Weak, Some.Strong);
        stage.Models.Answer("42");
        stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 500_000, held: 0, asked: 410_000 * 25, atLimit: AtLimit.Cheaper));
        await stage.DeliverAsync();
        Assert.Equal(["open, over budget", "open start 1 First weak", "call weak 1000"], stage.Journal.Take(3));
    }

    // The first attempt's money and answer are committed by the turn that was refused; the job settles with what it has.
    [Fact]
    public async Task Deliver_EscalationOverBudgetUnderReject_SettlesWithTheAnswerItHas()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true);
        stage.Models.Meanwhile = () => stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 900_000, held: 0, asked: 10_250_000, atLimit: AtLimit.Reject));
        await stage.DeliverAsync();
        Assert.Equal(
            ["open start 1 First weak", "call weak 1000", "advance, over budget", "advance settle Exhausted budget_exceeded", "announce", "mark announced"],
            stage.Journal);
        Assert.NotNull(stage.Store.Turns[0].Ended);
        Assert.Null(stage.Store.Turns[1].Ended);
        Assert.Equal("perhaps", Assert.IsType<Announcement.Settled>(stage.Announced.Single()).Output);
    }

    [Fact]
    public async Task Deliver_EscalationContended_WaitsAndKeepsItsAnswer()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true);
        stage.Models.Meanwhile = () => stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: 500_000));
        await stage.DeliverAsync();
        Assert.Equal("advance hold money", stage.Journal[^1]);
    }

    [Fact]
    public async Task Resume_AtTheLatestSafeStartStillContended_IsRejected()
    {
        var stage = new Stage(Cascade, Some.Weak);
        stage.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(2));
        stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: 410_000));
        await stage.ResumeAsync(JobState.Held);
        Assert.Equal(["advance, over budget", "advance reject budget_contended", "announce", "mark announced"], stage.Journal);
    }

    // Waiting for money is no failure: it does not use up the waits that failures are allowed.
    [Fact]
    public async Task Deliver_TaskAllowsNoWaits_WaitsForMoneyAllTheSame()
    {
        var stage = new Stage(Cascade with { Caps = new() { Waits = 0 } }, Some.Weak);
        stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(posted: 0, held: 900_000, asked: 410_000));
        await stage.DeliverAsync();
        Assert.Equal("open hold money", stage.Journal[^1]);
    }

    [Fact]
    public async Task Deliver_ANewJob_AsksAsAnArrivalAndAnEscalationDoesNot()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true).Answer("42");
        await stage.DeliverAsync(Some.Job() with { Labels = new Dictionary<string, string> { ["plan"] = "trial" } });
        var first = Assert.IsType<Move.Start>(stage.Store.Openings.Single().Move);
        Assert.Equal((true, "demo", "trial"), (first.IsArrival, first.Payer!.Project, first.Payer.Labels["plan"]));
        Assert.False(Assert.IsType<Move.Start>(stage.Store.Turns[0].Move).IsArrival);
    }
}
