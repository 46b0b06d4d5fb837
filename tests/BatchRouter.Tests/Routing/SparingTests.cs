using BatchRouter.Caching;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

/// <summary>Around models that do badly, and between deployments of one.</summary>
public sealed class SparingTests
{
    private static readonly TaskPolicy Plain = Task() with { Quality = 0.6 };
    private static readonly CatalogModel East = Some.Model("east", 0.7, 100_000_000) with { DeploymentOf = "weak", Weight = 3 };
    private static readonly CatalogModel West = Some.Model("west", 0.7, 100_000_000) with { DeploymentOf = "weak", ConcurrentCalls = 8 };

    public static IEnumerable<TheoryDataRow<string, string>> Troubles() =>
        [new("errors", ReasonCodes.Unhealthy), new("headroom", ReasonCodes.NoHeadroom), new("recovering", ReasonCodes.Recovering)];

    [Theory]
    [MemberData(nameof(Troubles))]
    public void Decide_UnwellModel_IsSparedWhileOthersAreThereAndAskedWhereNobodyElseIs(string trouble, string reason)
    {
        var seen = trouble switch
        {
            "errors" => new ObservedModel { ErrorShare = 0.6 },
            "headroom" => new ObservedModel { Headroom = 0.01 },
            _ => new ObservedModel { IsRecovering = true },
        };
        Assert.Equal("weak", First(Of(Plain)));
        var decision = Of(Plain, Seen("weak", seen));
        Assert.Equal(reason, RefusalOf(decision, "weak"));
        Assert.NotEqual("weak", First(decision));
        Assert.Equal("weak", First(Of(Plain, Seen("weak", seen), null, Some.Weak)));
        Assert.Equal("weak", First(Of(Plain, Seen("weak", seen) with { Job = Some.Job() with { Pin = "weak" } })));
    }

    [Fact]
    public void Decide_RecoveringModel_IsProbedByFewJobs()
    {
        var probes = Jobs(2_000).Count(job => First(Of(Plain, Seen("weak", new ObservedModel { IsRecovering = true }) with { Job = job })) == "weak");
        Assert.InRange(probes / 2_000.0, 0.035, 0.065);
    }

    [Fact]
    public void Decide_DeploymentsOfOneModel_ShareJobsByWeightAndEachJobIsAlwaysTheSames()
    {
        var firsts = Jobs(2_000).Select(job => First(Of(Plain, Some.Request(job), null, East, West))).ToList();
        Assert.Equal(0.75, firsts.Count(name => name == "east") / 2_000.0, 0.03);
        Assert.Equal(firsts, Jobs(2_000).Select(job => First(Of(Plain, Some.Request(job), null, East, West))));
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("headroom")]
    [InlineData("failed")]
    [InlineData("breaker")]
    public void Decide_DeploymentThatIsBusyOrFailed_LeavesTheJobToItsSibling(string trouble)
    {
        var job = Jobs(100).First(job => First(Of(Plain, Some.Request(job), null, East, West)) == "west");
        var request = trouble switch
        {
            "busy" => Seen("west", new ObservedModel { UnderWay = 8 }),
            "headroom" => Seen("west", new ObservedModel { Headroom = 0.09 }),
            "failed" => Some.Request() with { Failed = new HashSet<string> { "west:sync" } },
            _ => Some.Request() with { OpenBreakers = new Dictionary<string, DateTimeOffset> { ["west"] = Some.Noon.AddSeconds(9) } },
        };
        Assert.Equal("east", First(Of(Plain, request with { Job = job }, null, East, West)));
    }

    [Fact]
    public void Decide_AllDeploymentsBusy_OneIsTakenAllTheSame()
    {
        var busy = new Dictionary<string, ObservedModel> { ["west"] = new() { UnderWay = 8 }, ["east"] = new() { UnderWay = 512 } };
        Assert.IsType<Choice.Buy>(Of(Plain, Some.Request() with { Observed = busy }, null, East, West).Choice);
    }

    // The rest of the plan goes on upwards, but a sibling is as good as the one that failed and cheaper than what comes next.
    [Fact]
    public void Decide_FailureWithinACascade_TheSiblingTakesOverAndThePlanGoesOn()
    {
        var request = Some.Request(Some.Job() with { Quality = 0.6 }) with { Failed = new HashSet<string> { "east:sync" }, Remaining = ["strong:sync"] };
        var decision = Of(Plain, request, null, East, West, Some.Strong);
        Assert.Equal((ReasonCodes.PlanFollowed, "west strong"), (decision.Reason, string.Join(' ', decision.Plan.Steps.Select(step => step.Offer.Model.Name))));
        var both = Of(Plain, request with { Failed = new HashSet<string> { "east:sync", "west:sync" } }, null, East, West, Some.Strong);
        Assert.Equal("strong", First(both));
    }

    // Another job asked the same, and the other deployment answered it: it is the same model's answer.
    [Fact]
    public void Decide_AnswerStoredBySibling_IsServed()
    {
        foreach (var model in (string[])["east", "west"])
        {
            var decision = Of(Plain, Some.Request() with { Cached = new CachedAnswer(Guid.Empty, model, 0.9, "42", null) }, null, East, West, Some.Strong);
            Assert.Equal(ReasonCodes.AnswerCached, decision.Reason);
            Assert.Equal("weak", Assert.IsType<Choice.Buy>(decision.Choice).First.Offer.Model.DeploymentOf);
        }
    }

    [Fact]
    public void Decide_ListThatNamesAFamily_MeansItsDeployments()
    {
        var decision = Of(Plain with { Models = ["weak"] }, null, null, East, West, Some.Strong);
        Assert.Equal(ReasonCodes.NotAllowedForTask, RefusalOf(decision, "strong"));
        Assert.Equal("weak", Assert.IsType<Choice.Buy>(decision.Choice).First.Offer.Model.DeploymentOf);
        Assert.Equal(1, decision.Candidates.Count(candidate => candidate.Refusal == ReasonCodes.OtherDeployment));
    }

    private static IEnumerable<BatchJob> Jobs(int count) =>
        Enumerable.Range(0, count).Select(i => Some.Job() with { Key = new JobKey("demo", new Guid(i, 7, 7, new byte[8])) });
}
