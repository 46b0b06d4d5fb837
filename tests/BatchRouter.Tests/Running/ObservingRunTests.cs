using BatchRouter.Routing;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Running;

public sealed class ObservingRunTests
{
    private static readonly TaskPolicy OneModel = new() { Name = "default", Quality = 0.6 };

    [Fact]
    public async Task Deliver_Call_IsUnderWayWhileItLastsAndObservedWhenItEnds()
    {
        var (stage, during) = (new Stage(OneModel, Some.Weak), 0);
        stage.Models.Say(call =>
        {
            during = stage.Observed.At(stage.Clock.GetUtcNow())["weak"].UnderWay;
            return new CallResult.Failed(FailureKind.Unavailable, false, "down") { Elapsed = TimeSpan.FromSeconds(1), Headroom = 0.4 };
        });
        await stage.DeliverAsync();
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        var seen = stage.Observed.At(stage.Clock.GetUtcNow())["weak"];
        Assert.Equal((1, 0, 0.4), (during, seen.UnderWay, seen.Headroom));
        Assert.InRange(seen.ErrorShare, 0.1, 0.3);
    }

    [Fact]
    public async Task Deliver_CallThatIsGivenUp_IsNoLongerUnderWay()
    {
        var stage = new Stage(OneModel, Some.Weak);
        stage.Models.Say(_ => throw new InvalidOperationException("a surprise"));
        await Assert.ThrowsAsync<BrokenRunException>(() => stage.DeliverAsync());
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, stage.Observed.At(stage.Clock.GetUtcNow())["weak"].UnderWay);
    }
}
