using BatchRouter.Quoting;
using BatchRouter.Routing;
using BatchRouter.Tests.Lanes;
using Xunit;

namespace BatchRouter.Tests.Quoting;

public sealed class OnTimeChanceTests
{
    private const double Lateness = 0.001;

    [Fact]
    public void Of_Batch_OnlyWhatIsNotDoneThereCanBeLate()
    {
        var decision = SomeLanes.Decide(Some.Request(SomeLanes.Job()));
        var g = OnTimeChance.InLane(decision.Plan.Steps[0])!.Value;
        Assert.InRange(g, 0.9, 0.99);
        Assert.Equal(1 - (1 - g) * Lateness, Of(decision), 12);
    }

    [Fact]
    public void Of_AtOnceWithMuchTime_NoMoreThanThePolicyPromises() => Assert.Equal(1 - Lateness, Of(AtOnce(hours: 1)));

    [Fact]
    public void Of_AtOnceInItsP99_NinetyNineInHundred()
    {
        var decision = AtOnce(hours: 1);
        Assert.Equal(0.99, OnTimeChance.Of(decision.Plan.Steps, decision.Plan.Steps[0].TimeP99, new Judge(), Lateness), 6);
        Assert.Equal(0.5, OnTimeChance.Of(decision.Plan.Steps, decision.Plan.Steps[0].TimeP50, new Judge(), Lateness), 6);
    }

    [Fact]
    public void Of_ACascadeWithTimeForOneStep_IsAsOftenInTimeAsTheFirstAnswerIsTaken()
    {
        var (weak, strong) = (AtOnce(1).Plan.Steps[0], AtOnce(1).Plan.Steps[0] with { TimeP50 = TimeSpan.FromHours(1), TimeP99 = TimeSpan.FromHours(2) });
        var chance = OnTimeChance.Of([weak, strong], TimeSpan.FromSeconds(30), new Judge(AcceptsRight: 1, AcceptsWrong: 0), Lateness);
        Assert.Equal(weak.Quality, chance, 6);
    }

    [Fact]
    public void Of_NoTimeLeft_Never() => Assert.Equal(0, OnTimeChance.Of(AtOnce(1).Plan.Steps, TimeSpan.Zero, new Judge(), Lateness));

    private static Decision AtOnce(double hours)
    {
        var router = new Router(Some.Catalog(Some.Weak), Some.Policy());
        return router.Decide(Some.Request(SomeLanes.Job(hours)));
    }

    private static double Of(Decision decision) => OnTimeChance.Of(decision.Plan.Steps, decision.Request.Slack, new Judge(), Lateness);
}
