using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Routing.Planning;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Routing;

/// <summary>What holds for every request under every combination of strategies.</summary>
public sealed class DecisionPropertyTests
{
    private static readonly string[] Planners = [.. Strategies.Planning];

    [Fact]
    public void Decide_AnyStrategies_BuyOnlyTheEligibleAndTheSameAgain() => Gen.Select(AnyPolicy, AnyRequest).Sample((policy, request) =>
    {
        var (one, other) = (new Router(Models, policy).Decide(request), new Router(Models, policy).Decide(request));
        Assert.Equal(DecisionJson.Write(one), DecisionJson.Write(other));
        Assert.Equal(Models.Models.Count, one.Candidates.Count);
        Assert.All(one.Plan.Steps, step => Assert.Null(step.Refusal));
        Assert.Equal(one.Plan.Steps.Count > 0, one.Choice is Choice.Buy);
        // Nobody is left without an answer as long as somebody may be asked.
        Assert.Equal(one.Candidates.Any(candidate => candidate.IsEligible), one.Choice is Choice.Buy or Choice.Classify);
        Assert.All(one.Plan.Steps, step => Assert.Contains(one.Candidates, candidate => candidate.IsEligible && candidate.Offer.Name == step.Offer.Name));
        Assert.Equal(one.Plan.Steps.Count, one.Plan.Steps.Select(step => step.Offer.Name).Distinct().Count());
    });

    // The search is of order n squared; this is the whole of n cubed.
    [Fact]
    public void Cascade_AnyLadder_NoOtherPlanIsCheaperOrBetter() => Gen.Select(AnyLadder, Gen.Double[0.3, 1], Gen.Double[5, 40], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((ladder, quality, slack, right, wrong) =>
    {
        var judge = new Judge(right, wrong);
        var catalog = new ModelCatalog("any", ladder);
        var task = new TaskPolicy { Name = "default", Quality = quality, Judge = judge };
        var decision = new Router(catalog, Some.Policy(task)).Decide(Some.Request(Some.Job(slack: TimeSpan.FromSeconds(slack))));
        var inTime = Everything(decision.Candidates, judge, TimeSpan.FromSeconds(slack)).ToList();
        if (inTime.Count == 0)
            Assert.Equal(ReasonCodes.LittleSlackFastest, decision.Reason);
        else if (inTime.Exists(plan => plan.Quality >= quality))
            Assert.Equal((true, inTime.Where(plan => plan.Quality >= quality).Min(plan => plan.CostNanoUsd)), (decision.Plan.Quality >= quality, decision.Plan.CostNanoUsd));
        else
            Assert.True(decision.Plan.Quality >= inTime.Max(plan => plan.Quality) - 1e-12);
    }, iter: 2_000);

    private static IEnumerable<Plan> Everything(IReadOnlyList<Candidate> candidates, Judge judge, TimeSpan slack)
    {
        var ladder = new List<Candidate>();
        foreach (var candidate in candidates.Where(candidate => candidate.TimeP99 <= slack).OrderBy(candidate => candidate.CostNanoUsd).ThenByDescending(candidate => candidate.Quality))
            if (ladder.Count == 0 || candidate.Quality > ladder[^1].Quality)
                ladder.Add(candidate);
        return
            from mask in Enumerable.Range(1, (1 << ladder.Count) - 1)
            let steps = ladder.Where((_, i) => (mask & (1 << i)) != 0).ToList()
            where steps.Count <= 3
            let plan = CascadePlanner.Expected(steps, judge)
            where plan.TimeP99 <= slack
            select plan;
    }

    private static readonly ModelCatalog Models = Some.Catalog(
        Some.Weak,
        Some.Middle,
        Some.Strong with { DataClasses = new HashSet<string> { "personal" } },
        Some.Quick with { DeploymentOf = "fast" },
        Some.Model("quick-2", 0.75, 900_000_000, 0.2) with { DeploymentOf = "fast", Weight = 2 },
        Some.Model("retired", 0.8, 300_000_000) with { ReplacedBy = "middle" });

    private static Gen<IReadOnlyList<CatalogModel>> AnyLadder =>
        from count in Gen.Int[1, 9]
        from quality in Gen.Double[0.05, 0.99].Array[count]
        from price in Gen.Long[1_000_000, 5_000_000_000].Array[count]
        from seconds in Gen.Double[0.5, 20].Array[count]
        select (IReadOnlyList<CatalogModel>)[.. Enumerable.Range(0, count).Select(i => Some.Model($"m{i}", quality[i], price[i], seconds[i]))];

    private static Gen<RoutingPolicy> AnyPolicy =>
        from narrowing in Gen.Bool.Array[5]
        from planner in Gen.Int[0, Planners.Length - 1]
        from kind in Gen.Int[0, 2]
        from arm in AnyNames
        from route in AnyNames
        from rule in AnyNames
        from quality in Gen.Double[0, 1]
        select Some.Policy() with
        {
            Tasks = new Dictionary<string, TaskPolicy>
            {
                ["default"] = new()
                {
                    Name = "default",
                    Quality = quality,
                    Strategies = [.. ((string[])[Strategies.Static, Strategies.Rules, Strategies.Semantic, Strategies.Llm, Strategies.Classifier]).Where((_, i) => narrowing[i]), Planners[planner]],
                    Routes = [new SemanticRoute("near", ["x"], route, 0.7, 0)],
                    Classify = Decisions.Classes(),
                    FallbackOrder = ["retired", "fast", "strong"],
                    GainThreshold = new GainThreshold("retired", "strong", null, 0.5),
                    CheaperFrom = 0.8,
                },
            },
            Rules = [new RoutingRule { Name = "some", ComplexityFrom = 0.5, Models = rule }],
            Experiments = [Decisions.Experiment((ExperimentKind)kind, [.. arm]) with { Arms = [new ExperimentArm("new", 0.5, arm, null, [])] }],
            PersonalData = new PersonalDataSettings("personal", ["email"]),
        };

    private static Gen<IReadOnlyList<string>> AnyNames =>
        from picked in Gen.Bool.Array[4]
        select (IReadOnlyList<string>)[.. ((string[])["weak", "retired", "fast", "strong"]).Where((_, i) => picked[i])];

    private static Gen<RoutingRequest> AnyRequest =>
        from id in Gen.Int
        from slack in Gen.Double[-10, 100]
        from failed in Gen.Bool.Array[6]
        from seen in Gen.Int[0, 5].Array[6]
        from knows in Gen.Bool.Array[5]
        from used in Gen.Double[0, 1.5]
        from evidence in Gen.Double[0, 1]
        from floor in Gen.Double[0, 2]
        select Some.Request(Some.Job(slack: TimeSpan.FromSeconds(slack)) with { Key = new JobKey("demo", new Guid(id, 1, 1, new byte[8])) }) with
        {
            Failed = Models.Models.Where((_, i) => failed[i] && seen[i] > 2).Select(model => $"{model.Name}:sync").ToHashSet(),
            Observed = Models.Models.Select((model, i) => (model.Name, Seen: Seen(seen[i]))).ToDictionary(pair => pair.Name, pair => pair.Seen),
            BudgetUsed = used,
            StrongerThan = floor > 1 ? null : floor,
            IsDrifting = knows[0] && knows[1],
            Remaining = knows[2] ? ["fast:sync", "retired:sync", "strong:sync"] : [],
            Verdict = knows[3] ? new Verdict(knows[4] ? "easy" : "hard", Guid.Empty) : null,
            Perception = new Perception
            {
                Complexity = knows[0] ? 0.7 : null,
                PersonalData = knows[1] && knows[4] ? ["email"] : [],
                Nearest = knows[2] ? new SemanticMatch("near", 0.8) : null,
                Forecast = knows[3] ? new LearnedForecast(1, new Dictionary<string, double> { ["weak"] = evidence, ["strong"] = 0.9 }, evidence) : null,
            },
        };

    private static ObservedModel Seen(int kind) => kind switch
    {
        0 => new ObservedModel { ErrorShare = 0.9 },
        1 => new ObservedModel { IsRecovering = true },
        2 => new ObservedModel { Headroom = 0.01, UnderWay = 9_999 },
        _ => new ObservedModel { P50 = TimeSpan.FromSeconds(1), P99 = TimeSpan.FromSeconds(kind) },
    };
}
