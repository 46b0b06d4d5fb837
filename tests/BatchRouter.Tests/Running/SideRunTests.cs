using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Running;

/// <summary>Side jobs in a runner: opened with the settling commit, run as any other, told to nobody.</summary>
public sealed class SideRunTests
{
    private static readonly TaskPolicy Audited = new() { Name = "default", Quality = 0.6, Audit = new AuditSettings { Share = 1 } };

    [Fact]
    public async Task Deliver_AnAnswerThatIsDrawn_SettlesWithItsAudit()
    {
        var stage = new Stage(Audited);
        stage.Models.Answer("42");

        await stage.DeliverAsync();

        var settle = Assert.IsType<Move.Settle>(stage.Store.Turns[^1].Move);
        var side = Assert.Single(settle.Sides);
        Assert.Equal((Side.Audit, "strong", settle.Ending.AnswerAttempt), (side.Job.Side, side.Job.Pin, side.Draw!.Given));
        Assert.Equal(["open start 1 First weak", "call weak 1000", "advance settle Accepted", "announce", "mark announced"], stage.Journal);
    }

    [Fact]
    public async Task Resume_ASideJobForTheFirstTime_BuysFromItsPinAlone_BehindThoseThatWaitForMoney_AndTellsNobody()
    {
        var stage = new Stage(Audited with { StaticModel = "weak", Models = ["weak"] });
        stage.Models.Answer("42");

        await stage.ResumeAsync(JobState.Held, job: Some.Job() with { Side = Side.Audit, Pin = "strong" });

        Assert.Equal(["advance start 1 First strong", "call strong 1000", "advance settle Accepted"], stage.Journal);
        Assert.True(((Move.Start)stage.Store.Turns[0].Move).IsArrival);
        Assert.Empty(((Move.Settle)stage.Store.Turns[1].Move).Sides);
        Assert.Empty(stage.Announced);
    }

    [Fact]
    public async Task Resume_ASideJobWhoseAnswerIsDoubted_AsksNobodyElse()
    {
        var stage = new Stage(Audited);
        stage.Models.Answer("perhaps", isDoubtful: true);

        await stage.ResumeAsync(JobState.Held, job: Some.Job() with { Side = Side.Shadow, Pin = "middle" });

        Assert.Equal(["advance start 1 First middle", "call middle 1000", "advance settle Exhausted plan_ended"], stage.Journal);
    }

    [Fact]
    public async Task Resume_ASideJobThatNobodyMayBeAskedAbout_IsRejectedAndToldToNobody()
    {
        var stage = new Stage(Audited);

        await stage.ResumeAsync(JobState.Held, job: Some.Job() with { Side = Side.Audit, Pin = "gone" });

        Assert.Equal(["advance reject no_eligible_model"], stage.Journal);
        Assert.Empty(stage.Announced);
    }
}
