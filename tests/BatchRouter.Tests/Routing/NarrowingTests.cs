using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

/// <summary>The same job with and without a strategy that narrows. Without one, weak and strong make the cheapest cascade.</summary>
public sealed class NarrowingTests
{
    private static readonly TaskPolicy Plain = Task(Strategies.Cascade) with { Quality = 0.6 };

    [Fact]
    public void Static_NamesTheModel()
    {
        var task = Plain with { StaticModel = "middle" };
        Assert.Equal("weak", First(Of(task)));
        var decision = Of(task with { Strategies = [Strategies.Static, Strategies.Cascade] });
        Assert.Equal("middle", First(decision));
        Assert.Equal(ReasonCodes.NotStaticModel, RefusalOf(decision, "weak"));
        Assert.Contains($"static {ReasonCodes.StaticModel} middle", Words(decision));
    }

    [Fact]
    public void Rules_NotAmongTheStrategies_AreNotRead()
    {
        var rule = new RoutingRule { Name = "all", Models = ["strong"] };
        Assert.Equal("weak", First(Of(Plain, null, policy => policy with { Rules = [rule] })));
        var decision = Of(Plain with { Strategies = [Strategies.Rules, Strategies.Cascade] }, null, policy => policy with { Rules = [rule] });
        Assert.Equal(("strong", ReasonCodes.RuledOut), (First(decision), RefusalOf(decision, "weak")));
        Assert.Contains($"rules {ReasonCodes.RuleHeld} all", Words(decision));
    }

    [Fact]
    public void Rules_NoneHolds_SaysSoThatDefaultsCanBeCounted()
    {
        var decision = Of(Task(), null, policy => policy with { Rules = [new RoutingRule { Name = "never", Tier = "gold", Quality = 0.9 }] });
        Assert.Equal($"rules {ReasonCodes.NoRuleHeld}", Assert.Single(Words(decision)));
        Assert.Empty(Words(Of(Task())));
    }

    public static IEnumerable<TheoryDataRow<string, bool>> PerceivedRules() =>
        from condition in (string[])["language", "from", "below", "class", "region"]
        from holds in (bool[])[true, false]
        select new TheoryDataRow<string, bool>(condition, holds);

    [Theory]
    [MemberData(nameof(PerceivedRules))]
    public void Rules_OnWhatWasReadOrSaid_HoldOnlyWhereItDoes(string condition, bool holds)
    {
        var rule = new RoutingRule { Name = "perceived", Quality = 0.95 };
        rule = condition switch
        {
            "language" => rule with { Language = holds ? "de" : "en" },
            "from" => rule with { ComplexityFrom = holds ? 0.5 : 0.6 },
            "below" => rule with { ComplexityBelow = holds ? 0.6 : 0.5 },
            "class" => rule with { DataClass = holds ? "internal" : "secret" },
            _ => rule with { Region = holds ? "eu" : "us" },
        };
        var job = Some.Job() with { DataClass = "internal", Region = "eu" };
        var request = Some.Request(job) with { Perception = new Perception { Language = "de", Complexity = 0.5 } };
        Assert.Equal(holds ? "perceived" : null, Of(Task(), request, policy => policy with { Rules = [rule] }).Rule);
        // What nobody could tell does not hold, either way round.
        if (condition is "language" or "from" or "below")
            Assert.Null(Of(Task(), request with { Perception = Perception.None }, policy => policy with { Rules = [rule] }).Rule);
    }

    [Fact]
    public void Semantic_NearRoute_NarrowsAndSetsQuality()
    {
        var task = Plain with { Strategies = [Strategies.Semantic, Strategies.Cascade], Routes = [new SemanticRoute("law", ["sue"], ["middle", "strong"], 0.9, 0.3)] };
        var request = Some.Request() with { Perception = Near("law") };
        var decision = Of(task, request);
        Assert.Equal(ReasonCodes.OffSemanticRoute, RefusalOf(decision, "weak"));
        Assert.Equal((0.9, "middle"), (decision.Quality, First(decision)));
        Assert.Contains($"semantic {ReasonCodes.RouteNear} law", Words(decision));
        var far = Of(task, Some.Request());
        Assert.Equal("weak", First(far));
        Assert.Contains($"semantic {ReasonCodes.NoRouteNear}", Words(far));
    }

    [Fact]
    public void Semantic_NobodyOfTheRouteMayBeAsked_IsLeftAndSaysSo()
    {
        var task = Plain with { Strategies = [Strategies.Semantic, Strategies.Cascade], Routes = [new SemanticRoute("law", ["sue"], ["strong"], null, 0.3)] };
        var decision = Of(task, Some.Request() with { Perception = Near("law"), Failed = new HashSet<string> { "strong:sync" } });
        Assert.Equal("weak", First(decision));
        Assert.Contains($"semantic {ReasonCodes.NotFollowed} law", Words(decision));
    }

    [Fact]
    public void Hybrid_RulesNarrowARouteNarrowsFurtherAndAPlannerChooses()
    {
        var task = Plain with { Strategies = [Strategies.Rules, Strategies.Semantic, Strategies.Cost], Routes = [new SemanticRoute("law", ["sue"], ["weak", "strong"], null, 0.3)] };
        var decision = Of(task, Some.Request() with { Perception = Near("law") }, policy => policy with { Rules = [new RoutingRule { Name = "premium", Models = ["middle", "strong"] }] });
        Assert.Equal(("strong", ReasonCodes.RuledOut, ReasonCodes.OffSemanticRoute), (First(decision), RefusalOf(decision, "weak"), RefusalOf(decision, "middle")));
        Assert.Equal(["rules", "semantic"], decision.Notes.Select(note => note.Strategy));
    }

    [Fact]
    public void Strategies_TheTasksStandAboveTheProjects()
    {
        RoutingPolicy InDemo(RoutingPolicy policy) => policy with { ProjectStrategies = new Dictionary<string, IReadOnlyList<string>> { ["demo"] = [Strategies.Latency] } };
        Assert.Equal(("quick", Strategies.Latency), (First(Of(Task() with { Quality = 0.6 }, null, InDemo)), Of(Task(), null, InDemo).Strategy));
        Assert.Equal(("weak", Strategies.Cost), (First(Of(Task(Strategies.Cost) with { Quality = 0.6 }, null, InDemo)), Of(Task(Strategies.Cost), null, InDemo).Strategy));
    }

    [Theory]
    [InlineData(0.79, 0.9, false)]
    [InlineData(0.8, 0.6, true)]
    [InlineData(1.2, 0.6, true)]
    public void BudgetUsed_NearTheLimit_CheapIsEnough(double used, double quality, bool isNoted)
    {
        var decision = Of(Task() with { Quality = 0.9, CheaperFrom = 0.8 }, Some.Request() with { BudgetUsed = used });
        Assert.Equal(quality, decision.Quality);
        Assert.Equal(isNoted, Words(decision).Contains($"budget {ReasonCodes.NearBudgetCheaper}"));
        Assert.Equal(isNoted ? "weak" : "middle", First(decision));
    }

    [Fact]
    public void BudgetUsed_OfAJobThatSetItsOwnQuality_ChangesNothing() =>
        Assert.Equal(0.9, Of(Task() with { CheaperFrom = 0.8 }, Some.Request(Some.Job() with { Quality = 0.9 }) with { BudgetUsed = 1 }).Quality);

    [Fact]
    public void PersonalData_GoesOnlyToModelsClearedForItsClass()
    {
        var cleared = Some.Strong with { DataClasses = new HashSet<string> { "personal" } };
        RoutingPolicy Guarded(RoutingPolicy policy) => policy with { PersonalData = new PersonalDataSettings("personal", ["email"]) };
        var found = Some.Request() with { Perception = new Perception { PersonalData = ["email"] } };
        Assert.Equal("weak", First(Of(Plain, Some.Request(), Guarded, Some.Weak, cleared)));
        var decision = Of(Plain, found, Guarded, Some.Weak, cleared);
        Assert.Equal(("strong", ReasonCodes.PersonalDataNotCleared), (First(decision), RefusalOf(decision, "weak")));
        Assert.Equal("no_eligible_model", Assert.IsType<Choice.Refuse>(Of(Plain, found, Guarded, Some.Weak).Choice).Code);
    }

    [Fact]
    public void Images_GoToVisionModelsAndAreExpectedByTheirDetailButHeldAtMost()
    {
        static RoutingRequest With(string? detail) => Some.Request(Some.Job() with { Messages = [new Message("user", [new Part.Image("https://example.org/a.png", detail)])] });
        var blind = Some.Weak with { Capabilities = Capabilities.None };
        Assert.Equal("weak", First(Of(Plain, Some.Request(), null, blind, Some.Middle)));
        var (low, high) = (Of(Plain, With("low"), null, blind, Some.Middle), Of(Plain, With("high"), null, blind, Some.Middle));
        Assert.Equal(("middle", ReasonCodes.NoVision), (First(low), RefusalOf(low, "weak")));
        Assert.Equal((2_000 - 85) * 500, high.Candidates[1].CostNanoUsd - low.Candidates[1].CostNanoUsd);
        Assert.Equal(high.Candidates[1].HoldNanoUsd, low.Candidates[1].HoldNanoUsd);
    }
}
