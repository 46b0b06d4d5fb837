using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Routing.Planning;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Routing;

public sealed class RouterTests
{
    [Theory]
    [InlineData(4, ReasonCodes.LittleSlackFastest)]
    [InlineData(0, ReasonCodes.LateFastest)]
    [InlineData(-60, ReasonCodes.LateFastest)]
    public void Decide_LittleSlackOrNone_TakesTheFastest(double slackSeconds, string reason)
    {
        var decision = Decide(Some.Request(Some.Job(slack: TimeSpan.FromSeconds(slackSeconds))));
        Assert.Equal(("quick", reason), (First(decision), decision.Reason));
    }

    [Theory]
    [InlineData(0.6, "weak")]
    [InlineData(0.7, "weak")]
    [InlineData(0.8, "weak,strong")]
    [InlineData(0.95, "strong")]
    public void Decide_Slack_TakesTheCheapestPlanThatReachesTheQuality(double quality, string plan)
    {
        var decision = Decide(Some.Request(Some.Job() with { Quality = quality }));
        Assert.Equal(ReasonCodes.CheapestReachingQuality, decision.Reason);
        Assert.True(decision.Plan.Quality >= quality);
        if (quality is 0.8)
            Assert.True(decision.Plan.Steps.Count > 1, "a cascade is cheapest here");
        else
            Assert.Equal(plan, string.Join(',', decision.Plan.Steps.Select(step => step.Offer.Model.Name)));
    }

    [Fact]
    public void Decide_AnyQualityWithSlack_NoOtherPlanIsCheaperAndGoodEnough() => Gen.Double[0.3, 0.99].Sample(quality =>
    {
        var decision = Decide(Some.Request(Some.Job() with { Quality = quality }));
        var task = new TaskPolicy { Name = "default" };
        var others = Subsets(decision.Candidates).Select(steps => CascadePlanner.Expected(steps, task.Judge)).ToList();
        return decision.Reason == ReasonCodes.CheapestReachingQuality
            ? decision.Plan.Quality >= quality && others.All(plan => plan.Quality < quality || plan.CostNanoUsd >= decision.Plan.CostNanoUsd)
            : decision.Reason == ReasonCodes.QualityUnreachableBest && others.All(plan => plan.Quality <= decision.Plan.Quality + 1e-12);
    });

    [Fact]
    public void Decide_QualityUnreachable_TakesTheBest()
    {
        var decision = Decide(Some.Request(Some.Job() with { Quality = 1 }));
        Assert.Equal(("strong", ReasonCodes.QualityUnreachableBest), (First(decision), decision.Reason));
    }

    [Fact]
    public void Decide_OnlyOneEligible_SaysSo() =>
        Assert.Equal(ReasonCodes.OnlyCandidate, Decide(Some.Request(Some.Job() with { Pin = "middle" })).Reason);

    [Fact]
    public void Decide_SlackBelowThePlansTime_TakesAPlanThatFits()
    {
        var decision = Decide(Some.Request(Some.Job(slack: TimeSpan.FromSeconds(5)) with { Quality = 0.9 }));
        Assert.True(decision.Plan.TimeP99 <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Decide_Pin_AsksThatModelAlone()
    {
        var router = new Router(Some.Catalog(), Some.Policy(
            new TaskPolicy { Name = "default", StaticModel = "weak" }, new RoutingRule { Name = "all", Models = ["quick"] }));
        Assert.Equal("middle", First(router.Decide(Some.Request(Some.Job() with { Pin = "middle" }))));
    }

    [Fact]
    public void Decide_StaticAssignment_AsksThatModelAlone() =>
        Assert.Equal("strong", First(new Router(Some.Catalog(), Some.Policy(new TaskPolicy { Name = "default", StaticModel = "strong" })).Decide(Some.Request())));

    public static IEnumerable<TheoryDataRow<string, bool>> RuleCases() =>
    [
        new("task", true), new("task", false), new("label", true), new("label", false), new("project", true), new("project", false),
        new("tier", true), new("tier", false), new("from", true), new("from", false), new("below", true), new("below", false),
    ];

    [Theory]
    [MemberData(nameof(RuleCases))]
    public void Decide_Rule_HoldsOnlyWhereItsConditionDoes(string condition, bool holds)
    {
        var rule = new RoutingRule { Name = "strong-only", Models = ["strong"] };
        rule = condition switch
        {
            "task" => rule with { Task = holds ? "answer" : "other" },
            "label" => rule with { Labels = new Dictionary<string, string> { ["team"] = holds ? "a" : "b" } },
            "project" => rule with { Project = holds ? "demo" : "other" },
            "tier" => rule with { Tier = holds ? "premium" : "free" },
            "from" => rule with { PromptTokensFrom = holds ? 100 : 101 },
            _ => rule with { PromptTokensBelow = holds ? 101 : 100 },
        };
        var job = Some.Job() with { Tier = "premium", Labels = new Dictionary<string, string> { ["team"] = "a" }, Quality = 0.5 };
        var decision = new Router(Some.Catalog(), Some.Policy(null, rule)).Decide(Some.Request(job));
        Assert.Equal(holds ? ("strong", "strong-only") : ("weak", null), (First(decision), decision.Rule));
    }

    [Fact]
    public void Decide_SeveralRules_TheFirstThatHoldsIsTakenAndTheJobsOwnQualityStaysAboveIt()
    {
        var router = new Router(Some.Catalog(), Some.Policy(null, new RoutingRule { Name = "first", Quality = 0.95 }, new RoutingRule { Name = "second", Quality = 0.1 }));
        Assert.Equal(("first", 0.95), (router.Decide(Some.Request()).Rule, router.Decide(Some.Request()).Quality));
        Assert.Equal(0.3, router.Decide(Some.Request(Some.Job() with { Quality = 0.3 })).Quality);
    }

    [Fact]
    public void Decide_RestOfAPlan_IsFollowed()
    {
        var decision = Decide(Some.Request() with { Remaining = ["strong:sync"] });
        Assert.Equal(("strong", ReasonCodes.PlanFollowed), (First(decision), decision.Reason));
    }

    [Fact]
    public void Decide_RestOfAPlanThatIsTooSlowByNow_IsLeft()
    {
        var decision = Decide(Some.Request(Some.Job(slack: TimeSpan.FromSeconds(6)) with { Quality = 0.6 }) with { Remaining = ["middle:sync", "strong:sync", "weak:sync"] });
        Assert.NotEqual(ReasonCodes.PlanFollowed, decision.Reason);
        Assert.True(decision.Plan.TimeP99 <= TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Decide_FailedOffers_AreNotAskedAgain() =>
        Assert.Equal("middle", First(Decide(Some.Request(Some.Job() with { Quality = 0.6 }) with { Failed = Names("weak:sync"), FailedForGood = Names("quick:sync") })));

    [Fact]
    public void Decide_StrongerThan_TakesOnlyStrongerOnes() =>
        Assert.All(Decide(Some.Request() with { StrongerThan = 0.83 }).Plan.Steps, step => Assert.Equal("strong", step.Offer.Model.Name));

    [Fact]
    public void Decide_EveryBreakerOpen_HoldsUntilTheFirstCloses()
    {
        var breakers = Some.Catalog().Models.Select((model, i) => (model.Name, Until: Some.Noon.AddSeconds(9 - i))).ToDictionary(pair => pair.Name, pair => pair.Until);
        var hold = Assert.IsType<Choice.Hold>(Decide(Some.Request() with { OpenBreakers = breakers }).Choice);
        Assert.Equal(("unavailable", Some.Noon.AddSeconds(6)), (hold.Reason, hold.WakeAt));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 8)]
    [InlineData(50, 300)]
    public void Decide_EveryOfferFailed_HoldsForLongerEachTimeUpToFiveMinutes(int waits, double seconds)
    {
        var all = Names("weak:sync", "middle:sync", "strong:sync", "quick:sync");
        var hold = Assert.IsType<Choice.Hold>(Decide(Some.Request() with { Failed = all, Waits = waits }).Choice);
        Assert.Equal(Some.Noon.AddSeconds(seconds), hold.WakeAt);
    }

    [Fact]
    public void Decide_OverMaxCost_IsRefusedWithItsArithmetic()
    {
        var decision = Decide(Some.Request() with { LeftNanoUsd = 7 });
        var refusal = Assert.IsType<Choice.Refuse>(decision.Choice);
        var least = decision.Candidates.Min(candidate => candidate.HoldNanoUsd);
        Assert.Equal(("maxCostUsd", "max_cost_too_low"), (refusal.Field, refusal.Code));
        Assert.Contains($"{least} nano-USD and 7 are left", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(100L * 100 + 1_000 * 400, least);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decide_PromptLongerThanEveryContextThatMayBeAsked_IsRefusedAsSuch(bool pinned)
    {
        var job = Some.Job() with { Pin = pinned ? "weak" : null };
        var refusal = Assert.IsType<Choice.Refuse>(Decide(Some.Request(job, tokens: 20_000)).Choice);
        Assert.Equal(("messages", "prompt_too_long"), (refusal.Field, refusal.Code));
        Assert.Contains("20000 tokens", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("10000", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_NobodyEligible_SaysHowManyForWhichReason()
    {
        var decision = Decide(Some.Request(Some.Job() with { Region = "eu" }));
        Assert.Equal(ReasonCodes.NobodyEligible, decision.Reason);
        Assert.Equal(new Choice.Refuse("$", "no_eligible_model", "outside_region: 4"), decision.Choice);
    }

    [Fact]
    public void Decide_ToolTalkInTheConversation_IsHeldByItsBytesThoughTheModelCountsAsWeDo()
    {
        var plain = Decide(Some.Request());
        var talk = Decide(Some.Request(Some.Job() with { Messages = [new Message("assistant", [], [new ToolCall("1", "f", "{}")]), .. Some.Job().Messages] }));
        Assert.True(talk.Candidates[0].HoldNanoUsd > plain.Candidates[0].HoldNanoUsd);
    }

    [Fact]
    public void Decide_TheSameRequest_IsTheSameDecision() => AnyRequest.Sample(request =>
    {
        var (one, other) = (new Router(Some.Catalog(), Some.Policy()), new Router(Some.Catalog(), Some.Policy()));
        Assert.Equal(DecisionJson.Write(one.Decide(request)), DecisionJson.Write(other.Decide(request)));
        Assert.Equal(DecisionJson.Write(one.Decide(request)), DecisionJson.Write(one.Decide(request)));
    });

    [Fact]
    public void Decide_AnyRequest_BuysOnlyTheEligibleAndGivesEachOtherAReason() => AnyRequest.Sample(request =>
    {
        var decision = new Router(Some.Catalog(), Some.Policy()).Decide(request);
        Assert.Equal(4, decision.Candidates.Count);
        Assert.All(decision.Plan.Steps, step => Assert.True(step.IsEligible));
        Assert.Equal(decision.Plan.Steps.Count > 0, decision.Choice is Choice.Buy);
        Assert.Equal(decision.Candidates.Any(candidate => candidate.IsEligible), decision.Choice is Choice.Buy);
    });

    private static Gen<RoutingRequest> AnyRequest =>
        from slack in Gen.Double[-100, 4_000]
        from tokens in Gen.Int[1, 12_000]
        from quality in Gen.Double[0, 1]
        from failed in Gen.Bool.Array[4]
        from open in Gen.Bool.Array[4]
        from left in Gen.Long[0, 100_000_000]
        from floor in Gen.Double[0, 2]
        from waits in Gen.Int[0, 20]
        select Some.Request(Some.Job(slack: TimeSpan.FromSeconds(slack)) with { Quality = quality }, tokens) with
        {
            Failed = Some.Catalog().Models.Where((_, i) => failed[i]).Select(model => $"{model.Name}:sync").ToHashSet(),
            OpenBreakers = Some.Catalog().Models.Where((_, i) => open[i]).ToDictionary(model => model.Name, _ => Some.Noon.AddSeconds(3)),
            LeftNanoUsd = left,
            StrongerThan = floor > 1 ? null : floor,
            Waits = waits,
        };

    private static IEnumerable<List<Candidate>> Subsets(IReadOnlyList<Candidate> candidates) =>
        from mask in Enumerable.Range(1, (1 << candidates.Count) - 1)
        let steps = candidates.Where((_, i) => (mask & (1 << i)) != 0).OrderBy(step => step.CostNanoUsd).ToList()
        where steps.Count <= 3 && steps.Zip(steps.Skip(1)).All(pair => pair.Second.Quality > pair.First.Quality)
        select steps;

    private static Decision Decide(RoutingRequest request) => new Router(Some.Catalog(), Some.Policy()).Decide(request);

    private static string First(Decision decision) => Assert.IsType<Choice.Buy>(decision.Choice).First.Offer.Model.Name;

    private static HashSet<string> Names(params string[] names) => [.. names];
}
