using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Running;

public sealed class RescueTests
{
    private static readonly TaskPolicy Modest = new() { Name = "default", Quality = 0.6 };

    [Fact]
    public async Task Resume_StartedAttemptOfADeadWorker_IsAnotherAttemptWithAnotherHold()
    {
        var stage = new Stage(Modest);
        stage.Models.Answer("42");
        await stage.ResumeAsync(JobState.Running, rescues: 1, attempts: Lost(hold: 5_000));
        Assert.Equal(["advance start 2 Rescue weak", "call weak 1000", "advance settle Accepted", "announce", "mark announced"], stage.Journal);
        Assert.Equal(8, stage.Store.Turns[1].Lease.Fence);
    }

    [Fact]
    public async Task Resume_UnknownAttempt_LeavesLessOfTheJobsLimit()
    {
        var stage = new Stage(Modest);
        await stage.ResumeAsync(JobState.Running, job: Some.Job() with { MaxCostNanoUsd = 500_000 }, attempts: Lost(hold: 400_000));
        Assert.Empty(stage.Models.Calls);
        Assert.Equal("advance settle Exhausted plan_ended", stage.Journal[0]);
    }

    [Fact]
    public async Task Resume_MoreRescuesThanAllowed_SettlesAsPoison()
    {
        var stage = new Stage(Modest);
        await stage.ResumeAsync(JobState.Running, rescues: 6, attempts: Lost(hold: 1));
        Assert.Equal(["advance settle Exhausted poison", "announce", "mark announced"], stage.Journal);
        Assert.Null(Assert.IsType<Announcement.Settled>(stage.Announced[0]).Output);
    }

    [Fact]
    public async Task Resume_RescuesAtTheLimit_GoesOn()
    {
        var stage = new Stage(Modest);
        stage.Models.Answer("42");
        await stage.ResumeAsync(JobState.Running, rescues: 5, attempts: Lost(hold: 1));
        Assert.Single(stage.Models.Calls);
    }

    [Fact]
    public async Task Resume_AttemptsSpent_SettlesWithTheBestAnswer()
    {
        var stage = new Stage(Modest);
        await stage.ResumeAsync(JobState.Running, attempts: [Lost(1), Lost(1), Lost(1), Lost(1), Replied(0.3)]);
        Assert.Equal("advance settle Exhausted attempts_cap", stage.Journal[0]);
        Assert.Equal("bought", Assert.IsType<Announcement.Settled>(stage.Announced[0]).Output);
    }

    // The worker that lost its lease stored what it had bought: it is good enough, so nothing more is bought.
    [Fact]
    public async Task Resume_GoodAnswerOfAWorkerThatLostItsLease_IsAccepted()
    {
        var stage = new Stage(Modest);
        await stage.ResumeAsync(JobState.Running, rescues: 1, attempts: Replied(0.9));
        Assert.Equal(["advance settle Accepted", "announce", "mark announced"], stage.Journal);
        Assert.Equal((14_000L, "bought"), (Ending(stage).CostNanoUsd, Assert.IsType<Announcement.Settled>(stage.Announced[0]).Output));
    }

    [Fact]
    public async Task Resume_LongAfterTheDeadline_BuysNoMore()
    {
        var stage = new Stage(Modest);
        await stage.ResumeAsync(JobState.Held, job: Some.Job(slack: TimeSpan.FromMinutes(-11)), attempts: Replied(0.2));
        Assert.Equal("advance settle Exhausted time_cap", stage.Journal[0]);
    }

    [Fact]
    public async Task Resume_HeldJobThatNobodyServes_IsRejectedOnlyIfNothingWasBought()
    {
        var untried = new Stage(Modest) { PromptTokens = 50_000 };
        await untried.ResumeAsync(JobState.Held, waits: 1);
        Assert.Equal("advance reject prompt_too_long", untried.Journal[0]);
        var tried = new Stage(Modest) { PromptTokens = 50_000 };
        await tried.ResumeAsync(JobState.Held, waits: 1, attempts: Replied(0.2));
        Assert.Equal("advance settle Exhausted plan_ended", tried.Journal[0]);
    }

    [Fact]
    public async Task Resume_Woken_SaysSo()
    {
        var stage = new Stage(Modest);
        stage.Models.Answer("42");
        await stage.ResumeAsync(JobState.Held, waits: 1);
        Assert.Equal("advance start 1 Wake weak", stage.Journal[0]);
    }

    [Fact]
    public async Task Resume_LeaseLostBeforeItBegan_BuysNothing()
    {
        var stage = new Stage(Modest);
        var lease = new Lease(Some.Job().Key, JobState.Running, 7);
        stage.Store.Put(lease with { Fence = 8 });
        await stage.Runner.ResumeAsync(new ClaimedJob(Some.Job(), lease, 0, 0, 0, []), Stage.Stop);
        Assert.Equal(["advance, lease lost"], stage.Journal);
    }

    private static Ending Ending(Stage stage) => Assert.IsType<Announcement.Settled>(Assert.Single(stage.Announced)).Ending;

    private static PastAttempt Lost(long hold) => new(
        Guid.CreateVersion7(Some.Noon), "weak", "sync", AttemptState.Unknown, hold, 0, null, null, null, null, 0.7, 1_000, false, Purpose.First);

    private static PastAttempt Replied(double confidence) => new(
        Guid.CreateVersion7(Some.Noon), "weak", "sync", AttemptState.Replied, 5_000, 14_000, confidence, null, "bought", null, 0.7, 1_000, false, Purpose.First);
}
