using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

public sealed class ExperimentArmTests
{
    private static readonly TaskPolicy Plain = Task() with { Quality = 0.6 };

    [Theory]
    [InlineData(ExperimentKind.AB, "strong", ReasonCodes.OffArm)]
    [InlineData(ExperimentKind.Canary, "strong", ReasonCodes.OffArm)]
    [InlineData(ExperimentKind.Shadow, "weak", null)]
    public void Decide_Arm_NarrowsUnlessItIsAShadow(ExperimentKind kind, string model, string? refusal)
    {
        var decision = Of(Plain, null, In(Experiment(kind, "strong")));
        Assert.Equal((model, refusal), (First(decision), RefusalOf(decision, "quick")));
        Assert.Equal(("trial", "new"), (decision.Assignments.Single().Experiment, decision.Assignments.Single().Arm.Name));
        Assert.Equal(kind != ExperimentKind.Shadow, Words(decision).Contains($"experiment {ReasonCodes.InArm} trial/new"));
    }

    [Fact]
    public void Decide_Arm_SetsQualityAndReplacesStrategies()
    {
        var arm = new ExperimentArm("new", 1, [], 0.74, [Strategies.Latency]);
        var decision = Of(Plain, null, In(Experiment(ExperimentKind.AB) with { Arms = [arm] }));
        Assert.Equal(("quick", Strategies.Latency, 0.74), (First(decision), decision.Strategy, decision.Quality));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("unhealthy")]
    [InlineData("breaker")]
    public void Decide_CanaryThatFailsOrIsUnwell_FallsBackToAllOthers(string trouble)
    {
        var request = trouble switch
        {
            "failed" => Some.Request() with { Failed = new HashSet<string> { "strong:sync" } },
            "unhealthy" => Seen("strong", new ObservedModel { ErrorShare = 0.9 }),
            _ => Some.Request() with { OpenBreakers = new Dictionary<string, DateTimeOffset> { ["strong"] = Some.Noon.AddSeconds(5) } },
        };
        var decision = Of(Plain, request, In(Experiment(ExperimentKind.Canary, "strong")));
        Assert.Equal("weak", First(decision));
        Assert.Contains($"experiment {ReasonCodes.NotFollowed} trial/new", Words(decision));
    }

    // A comparison of mixtures compares nothing: the arm waits for its model, or ends with what it has.
    [Fact]
    public void Decide_ABWhoseModelFailed_IsKeptToAllTheSame()
    {
        var decision = Of(Plain, Some.Request() with { Failed = new HashSet<string> { "strong:sync" } }, In(Experiment(ExperimentKind.AB, "strong")));
        Assert.IsType<Choice.Hold>(decision.Choice);
        Assert.Equal(ReasonCodes.OffArm, RefusalOf(decision, "weak"));
    }

    [Fact]
    public void Decide_ABWhoseModelCanNeverServeTheJob_CostsTheJobNothing()
    {
        var blind = Some.Strong with { ContextWindow = 10 };
        var decision = Of(Plain, null, In(Experiment(ExperimentKind.AB, "strong")), Some.Weak, blind);
        Assert.Equal("weak", First(decision));
        Assert.Contains($"experiment {ReasonCodes.NotFollowed} trial/new", Words(decision));
    }

    [Fact]
    public void Decide_PinnedJob_TakesNoPart()
    {
        var decision = Of(Plain, Some.Request(Some.Job() with { Pin = "middle" }), In(Experiment(ExperimentKind.AB, "strong")));
        Assert.Equal("middle", First(decision));
        Assert.Empty(decision.Assignments);
    }

    [Fact]
    public void Decide_ExperimentOnALanguage_IsForPromptsInIt()
    {
        var trial = Experiment(ExperimentKind.AB, "strong") with { When = new RoutingRule { Name = "trial", Language = "de" } };
        Assert.Equal("weak", First(Of(Plain, null, In(trial))));
        Assert.Equal("strong", First(Of(Plain, Some.Request() with { Perception = new Perception { Language = "de" } }, In(trial))));
    }

    [Fact]
    public void Decide_ManyJobs_FallIntoArmsByTheirSharesAndAlwaysTheSame()
    {
        var trial = Experiment(ExperimentKind.AB) with { Arms = [new ExperimentArm("a", 0.3, ["weak"], null, []), new ExperimentArm("b", 0.2, ["strong"], null, [])] };
        var router = new Router(Some.Catalog(), In(trial)(Some.Policy(Plain)));
        var arms = Enumerable.Range(0, 4_000).Select(i => Some.Request(Some.Job() with { Key = new JobKey("demo", new Guid(i, 0, 0, new byte[8])) }))
            .Select(request => (First: router.Decide(request), Again: router.Decide(request))).ToList();
        Assert.All(arms, pair => Assert.Equal(pair.First.Assignments.Select(one => one.Arm.Name), pair.Again.Assignments.Select(one => one.Arm.Name)));
        // Three standard errors of 4,000 draws are 0.022 and 0.019.
        Assert.Equal(0.3, Share("a"), 0.022);
        Assert.Equal(0.2, Share("b"), 0.019);
        Assert.All(arms, pair => Assert.True(pair.First.Assignments is not [{ Arm.Name: "b" }] || First(pair.First) == "strong"));

        double Share(string name) => arms.Count(pair => pair.First.Assignments is [{ Arm: { } arm }] && arm.Name == name) / 4_000.0;
    }

    private static Func<RoutingPolicy, RoutingPolicy> In(Experiment experiment) => policy => policy with { Experiments = [experiment] };
}
