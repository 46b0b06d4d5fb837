using BatchRouter.Budgeting;
using BatchRouter.Routing;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class ObservedCostsTests
{
    [Fact]
    public void Of_TooFew_KnowsNothing()
    {
        var costs = new ObservedCosts();
        for (var i = 0; i < 19; i++)
            costs.Observe("answer", "weak:sync", 100);
        Assert.Empty(costs.Of("answer"));
    }

    [Fact]
    public void Of_Enough_IsTheNinthOfTen()
    {
        var costs = new ObservedCosts();
        for (var i = 1; i <= 20; i++)
            costs.Observe("answer", "weak:sync", i);
        Assert.Equal(18, costs.Of("answer")["weak:sync"]);
        Assert.Empty(costs.Of("other"));
    }

    [Fact]
    public void Of_NewTimes_ForgetTheOld()
    {
        var costs = new ObservedCosts();
        for (var i = 0; i < 200; i++)
            costs.Observe("answer", "weak:sync", 1);
        for (var i = 0; i < 200; i++)
            costs.Observe("answer", "weak:sync", 500);
        Assert.Equal(500, costs.Of("answer")["weak:sync"]);
    }

    [Fact]
    public void Decide_UsualCostsKnown_HoldsThemSoftlyAndTheMostHard()
    {
        var request = Some.Request() with { UsualCosts = new Dictionary<string, long> { ["weak:sync"] = 14_000, ["strong:sync"] = long.MaxValue } };
        var candidates = new Router(Some.Catalog(), Some.Policy()).Decide(request).Candidates.ToDictionary(candidate => candidate.Offer.Model.Name);
        Assert.Equal((410_000, 14_000), (candidates["weak"].HoldNanoUsd, candidates["weak"].SoftHoldNanoUsd));
        Assert.Equal(candidates["strong"].HoldNanoUsd, candidates["strong"].SoftHoldNanoUsd);
        Assert.Equal(candidates["middle"].HoldNanoUsd, candidates["middle"].SoftHoldNanoUsd);
    }
}
