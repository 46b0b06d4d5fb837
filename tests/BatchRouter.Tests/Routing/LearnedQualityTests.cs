using BatchRouter.Jobs;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

public sealed class LearnedQualityTests
{
    private static readonly TaskPolicy Learned = Task(Strategies.Classifier, Strategies.Cost) with { Quality = 0.8 };

    [Fact]
    public void Classifier_Forecast_TakesThePlaceOfThePriorsItKnows()
    {
        var request = Forecast(1, ("weak", 0.9), ("strong", 0.95));
        Assert.Equal("middle", First(Of(Task(Strategies.Cost) with { Quality = 0.8 }, request)));
        var decision = Of(Learned, request);
        Assert.Equal(("weak", 0.9), (First(decision), decision.Candidates[0].Quality));
        Assert.Equal(0.83, decision.Candidates[1].Quality);
        Assert.Equal($"classifier {ReasonCodes.QualityLearned} 7", Assert.Single(Words(decision)));
    }

    [Fact]
    public void Classifier_NothingLearned_SaysSo() => Assert.Equal($"classifier {ReasonCodes.NothingLearned}", Assert.Single(Words(Of(Learned))));

    // 0.84 is enough, but not after it lost 0.05 for want of any evidence.
    [Theory]
    [InlineData(1, "weak")]
    [InlineData(0.3, "weak")]
    [InlineData(0.1, "strong")]
    [InlineData(0, "strong")]
    public void Classifier_Unsure_LeansToTheStronger(double evidence, string model)
    {
        var decision = Of(Learned, Forecast(evidence, ("weak", 0.84), ("middle", 0.84), ("strong", 0.95), ("quick", 0.6)));
        Assert.Equal(model, First(decision));
        Assert.Equal(0.95, decision.Candidates[2].Quality);
        Assert.Equal(0.84 - 0.05 * (1 - evidence), decision.Candidates[0].Quality, 1e-12);
        Assert.Equal(evidence < 1, Words(decision).Any(word => word.StartsWith($"classifier {ReasonCodes.UnsureStronger}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Classifier_WithoutAMargin_IsBelievedAsItIs() =>
        Assert.Equal("weak", First(Of(Learned with { UnsureMargin = 0 }, Forecast(0, ("weak", 0.84), ("strong", 0.95)))));

    [Fact]
    public void Classifier_FamilyThatItKnows_StandsForItsDeployments()
    {
        var here = Some.Weak with { Name = "here", DeploymentOf = "weak", Weight = 1_000 };
        Assert.Equal(0.9, Of(Learned, Forecast(1, ("weak", 0.9)), null, here, Some.Strong).Candidates[0].Quality);
    }

    [Fact]
    public void Drift_OfTheTask_TakesTheBestByItsPriorAlone()
    {
        var request = Forecast(1, ("weak", 0.99)) with { IsDrifting = true };
        Assert.Equal("weak", First(Of(Learned, request with { IsDrifting = false })));
        var decision = Of(Learned, request);
        Assert.Equal(("strong", ReasonCodes.DriftingStronger), (First(decision), decision.Reason));
        Assert.Single(decision.Plan.Steps);
        Assert.Equal("strong", First(Of(Learned, request with { Remaining = ["middle:sync"] })));
    }

    [Fact]
    public void Drift_OneJobInTen_GoesOnAsPlanned_SoThatAuditsCanEndIt()
    {
        var request = Forecast(1, ("weak", 0.99)) with { IsDrifting = true };
        var probes = Enumerable.Range(0, 2_000).Count(i =>
            Of(Learned, request with { Job = request.Job with { Key = new JobKey("p", new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1])) } }).Reason != ReasonCodes.DriftingStronger);
        Assert.InRange(probes, 150, 250);
    }
}
