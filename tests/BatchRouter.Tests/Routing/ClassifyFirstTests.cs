using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

public sealed class ClassifyFirstTests
{
    private static readonly TaskPolicy Asking = Task(Strategies.Llm, Strategies.Cascade) with { Quality = 0.6, Classify = Classes(), CheaperFrom = 0.9 };

    [Fact]
    public void Decide_NoVerdictYet_AsksTheSmallModelFirst()
    {
        var decision = Of(Asking);
        var question = Assert.IsType<Choice.Classify>(decision.Choice);
        Assert.Equal(("weak", ReasonCodes.ClassifyFirst), (question.Candidate.Offer.Model.Name, decision.Reason));
        Assert.Same(Asking.Classify, question.Settings);
        Assert.True(question.Candidate.HoldNanoUsd > 0);
        Assert.Empty(decision.Plan.Steps);
    }

    [Theory]
    [InlineData("easy", "weak")]
    [InlineData("hard", "strong")]
    public void Decide_Verdict_ItsClassNarrows(string kind, string model)
    {
        var decision = Of(Asking, Some.Request() with { Verdict = new Verdict(kind, Guid.Empty) });
        Assert.Equal(model, First(decision));
        Assert.Contains($"llm {ReasonCodes.ClassGiven} {kind}", Words(decision));
    }

    [Fact]
    public void Decide_VerdictOfAClassThatIsNoMore_IsPlannedWithout()
    {
        var decision = Of(Asking, Some.Request() with { Verdict = new Verdict("gone", Guid.Empty) });
        Assert.Equal("weak", First(decision));
        Assert.Contains($"llm {ReasonCodes.NoVerdict} gone", Words(decision));
    }

    public static IEnumerable<TheoryDataRow<string, string>> Obstacles() =>
    [
        new("failed", ReasonCodes.NoVerdict), new("slack", ReasonCodes.NoTimeToClassify), new("budget", ReasonCodes.ClassifyTooDear),
        new("left", ReasonCodes.ClassifyTooDear), new("breaker", ReasonCodes.ClassifierUnavailable), new("class", ReasonCodes.ClassifierUnavailable),
    ];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Decide_NoTimeNoMoneyOrNobodyToAsk_BuysWithoutAndSaysWhy(string obstacle, string reason)
    {
        var request = obstacle switch
        {
            "failed" => Some.Request() with { VerdictFailed = true },
            "slack" => Some.Request(Some.Job(slack: TimeSpan.FromSeconds(29))),
            "budget" => Some.Request() with { BudgetUsed = 0.9 },
            "left" => Some.Request() with { LeftNanoUsd = 420_000 },
            "breaker" => Some.Request() with { OpenBreakers = new Dictionary<string, DateTimeOffset> { ["weak"] = Some.Noon.AddSeconds(9) } },
            _ => Some.Request(Some.Job() with { DataClass = "internal" }),
        };
        var cleared = new HashSet<string> { "internal" };
        var decision = Of(Asking, request, null, Some.Weak, Some.Weak with { Name = "twin" }, Some.Middle with { DataClasses = cleared }, Some.Strong with { DataClasses = cleared });
        Assert.IsType<Choice.Buy>(decision.Choice);
        Assert.Contains(Words(decision), word => word.StartsWith($"llm {reason}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("failed")]
    [InlineData("floor")]
    [InlineData("plan")]
    public void Decide_JobOnItsWayOrPinned_AsksNobody(string story)
    {
        var request = story switch
        {
            "pin" => Some.Request(Some.Job() with { Pin = "middle" }),
            "failed" => Some.Request() with { Failed = new HashSet<string> { "middle:sync" } },
            "floor" => Some.Request() with { StrongerThan = 0.1 },
            _ => Some.Request() with { Remaining = ["strong:sync"] },
        };
        Assert.IsType<Choice.Buy>(Of(Asking, request).Choice);
    }

    [Fact]
    public void Predict_TheQuestion_IsHeldByItsBytes()
    {
        var one = ClassifyOffer.Predict(Some.Request(Some.Job("a")), Classes(), new Offer(Some.Weak, Lane.Sync, Some.Weak.Prices[0]));
        var longer = ClassifyOffer.Predict(Some.Request(Some.Job("äää")), Classes(), new Offer(Some.Weak, Lane.Sync, Some.Weak.Prices[0]));
        Assert.Equal(5 * 100, longer.HoldNanoUsd - one.HoldNanoUsd);
    }
}
