using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Tests.Running;
using Xunit;

namespace BatchRouter.Tests.Cancelling;

public sealed class CancelRunTests
{
    private static readonly TaskPolicy Modest = new() { Name = "default", Quality = 0.6 };
    private static readonly BatchJob Job = Some.Job() with { GroupId = "bulk-1" };

    [Fact]
    public async Task Deliver_AfterItsGroupWasCancelled_BuysNothingAndIsRejected()
    {
        var stage = Cancelled();
        await stage.DeliverAsync(Job);
        Assert.Equal("open reject group_cancelled", stage.Journal[0]);
        Assert.Empty(stage.Models.Calls);
    }

    [Fact]
    public async Task Resume_HeldJobOfACancelledGroup_IsCancelledAndTheWorldIsTold()
    {
        var stage = Cancelled();
        await stage.ResumeAsync(JobState.Held, job: Job);
        Assert.Equal("advance cancel 0", stage.Journal[0]);
        Assert.Equal("cancelled", Assert.IsType<Announcement.Rejected>(Assert.Single(stage.Announced)).Code);
        Assert.Empty(stage.Models.Calls);
    }

    [Fact]
    public async Task Call_UnderWayWhenItsGroupIsCancelled_IsTheLast()
    {
        var stage = new Stage(Modest);
        stage.Models.Answer("");
        stage.Models.Meanwhile = () => stage.Cancelled.Swap(new HashSet<string> { "bulk-1" });
        await stage.DeliverAsync(Job);
        Assert.Single(stage.Models.Calls);
        Assert.Equal("advance cancel 1", stage.Journal.Single(line => line.StartsWith("advance", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Resume_WithAnAnswerThatWasPaid_SettlesWithIt()
    {
        var stage = Cancelled();
        var paid = new PastAttempt(Stage.Id(90), "weak", "sync", AttemptState.Replied, 10, 7, 0.3, null, "bought", null, 0.6, 100, false, Purpose.First);
        await stage.ResumeAsync(JobState.Held, job: Job, attempts: paid);
        Assert.Equal("advance settle Exhausted cancelled", stage.Journal[0]);
        Assert.Equal("bought", Assert.IsType<Announcement.Settled>(Assert.Single(stage.Announced)).Output);
    }

    private static Stage Cancelled()
    {
        var stage = new Stage(Modest);
        stage.Cancelled.Swap(new HashSet<string> { "bulk-1" });
        return stage;
    }
}
