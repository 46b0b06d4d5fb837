using System.Reflection;
using BatchRouter.Catalog;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Tests.House;
using Xunit;

namespace BatchRouter.Tests.Routing;

public sealed class EligibilityTests
{
    private static readonly Dictionary<string, Func<string?>> Ways = new()
    {
        [ReasonCodes.NotPinned] = () => Refusal(Some.Request(Some.Job() with { Pin = "strong" })),
        [ReasonCodes.NotAllowedForTask] = () => Refusal(Some.Request(), new TaskPolicy { Name = "default", Models = ["strong"] }),
        [ReasonCodes.RuledOut] = () => Refusal(Some.Request(), rules: new RoutingRule { Name = "all", Models = ["strong"] }),
        [ReasonCodes.NotStaticModel] = () => Refusal(Some.Request(), new TaskPolicy { Name = "default", StaticModel = "strong" }),
        [ReasonCodes.ContextTooSmall] = () => Refusal(Some.Request(tokens: 10_000)),
        [ReasonCodes.NoVision] = () => Refusal(Some.Request(WithImage), model: Some.Weak with { Capabilities = Capabilities.Tools }),
        [ReasonCodes.NoTools] = () => Refusal(Some.Request(Some.Job() with { Tools = [new Tool("f", null, "{}")] }), model: Some.Weak with { Capabilities = Capabilities.Vision }),
        [ReasonCodes.NoJsonSchema] = () => Refusal(
            Some.Request(Some.Job() with { Format = ResponseFormatKind.JsonSchema, JsonSchema = "{}" }), model: Some.Weak with { Capabilities = Capabilities.None }),
        [ReasonCodes.DataClassNotCleared] = () => Refusal(Some.Request(Some.Job() with { DataClass = "internal" })),
        [ReasonCodes.OutsideRegion] = () => Refusal(Some.Request(Some.Job() with { Region = "eu" })),
        [ReasonCodes.BreakerOpen] = () => Refusal(Some.Request() with { OpenBreakers = Open("weak", 1) }),
        [ReasonCodes.OverMaxCost] = () => Refusal(Some.Request() with { LeftNanoUsd = 1 }),
        [ReasonCodes.OverBudget] = () => Refusal(Some.Request() with { OverBudget = [Budgeting.SomeBudgets.Refusal(posted: 1, held: 0, asked: 410_000, limit: 400_000)] }),
        [ReasonCodes.FailedBefore] = () => Refusal(Some.Request() with { Failed = new HashSet<string> { "weak:sync" } }),
        [ReasonCodes.FailedForGood] = () => Refusal(Some.Request() with { FailedForGood = new HashSet<string> { "weak:sync" } }),
        [ReasonCodes.NotStronger] = () => Refusal(Some.Request() with { StrongerThan = 0.7 }),
        [ReasonCodes.NoPrice] = () => Refusal(Some.Request(), model: Some.Weak with { Prices = [Some.SyncPrice("later", 1, Some.Noon.AddDays(1))] }),
        [ReasonCodes.Replaced] = () => Refusal(Some.Request(), model: Some.Weak with { ReplacedBy = "strong" }),
        [ReasonCodes.OffArm] = () => Refusal(Some.Request(), policy => policy with { Experiments = [Decisions.Experiment(ExperimentKind.AB, "strong")] }),
        [ReasonCodes.OffSemanticRoute] = () => Refusal(
            Some.Request() with { Perception = Decisions.Near("hard") }, Decisions.Task(Strategies.Semantic) with { Routes = [new SemanticRoute("hard", ["x"], ["strong"], null, 0)] }),
        [ReasonCodes.OffClass] = () => Refusal(
            Some.Request() with { Verdict = new Verdict("hard", Guid.Empty) }, Decisions.Task(Strategies.Llm) with { Classify = Decisions.Classes() }),
        [ReasonCodes.PersonalDataNotCleared] = () => Refusal(
            Some.Request() with { Perception = new Perception { PersonalData = ["email"] } }, policy => policy with { PersonalData = new PersonalDataSettings("personal", ["email"]) }),
        [ReasonCodes.Unhealthy] = () => Refusal(Decisions.Seen("weak", new ObservedModel { ErrorShare = 0.51 })),
        [ReasonCodes.Recovering] = () => Refusal(Decisions.Seen("weak", new ObservedModel { IsRecovering = true })),
        [ReasonCodes.NoHeadroom] = () => Refusal(Decisions.Seen("weak", new ObservedModel { Headroom = 0.01 })),
        [ReasonCodes.OtherDeployment] = () => Decisions.Of(
            new TaskPolicy { Name = "default" }, Some.Request(), null, Some.Weak with { DeploymentOf = "x", Weight = 1e-9 }, Some.Model("other", 0.7, 1) with { DeploymentOf = "x" }).Candidates[0].Refusal,
        [ReasonCodes.NotInPlan] = () => Refusal(Some.Request() with { Again = "strong:sync" }),
    };

    private static BatchJob WithImage => Some.Job() with { Messages = [new Message("user", [new Part.Image("https://example.org/a.png", null)])] };

    public static IEnumerable<TheoryDataRow<string>> Codes() => Ways.Keys.Select(code => new TheoryDataRow<string>(code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Decide_RefusedCandidate_HasItsReason(string code) => Assert.Equal(code, Ways[code]());

    [Fact]
    public void ReasonCodes_All_AreReachedByATest()
    {
        var fields = typeof(ReasonCodes).GetFields(BindingFlags.Public | BindingFlags.Static).ToList();
        var tests = string.Concat(((string[])["Routing", "Lanes"]).SelectMany(area => Repository.Files($"tests/BatchRouter.Tests/{area}", "*.cs")).Select(File.ReadAllText));
        Assert.All(fields, field => Assert.Contains($"{nameof(ReasonCodes)}.{field.Name}", tests, StringComparison.Ordinal));
        Assert.Equal(fields.Count, fields.Select(field => field.GetRawConstantValue()).Distinct().Count());
    }

    [Fact]
    public void Decide_ClearedModel_IsEligible()
    {
        var cleared = Some.Weak with { DataClasses = new HashSet<string> { "internal" }, Regions = new HashSet<string> { "eu" } };
        Assert.Null(Refusal(Some.Request(Some.Job() with { DataClass = "internal", Region = "eu" }), model: cleared));
    }

    [Fact]
    public void Decide_ModelWithoutAPriceNow_IsNamedAmongTheCandidates()
    {
        var unpriced = Some.Strong with { Prices = [] };
        var decision = new Router(Some.Catalog(Some.Weak, unpriced), Some.Policy()).Decide(Some.Request());
        Assert.Equal(["weak:sync", "strong:sync"], decision.Candidates.Select(candidate => candidate.Offer.Name));
        Assert.Equal("weak", Assert.IsType<Choice.Buy>(decision.Choice).First.Offer.Model.Name);
    }

    [Fact]
    public void Decide_OpenBreakerOfALateJob_IsTriedRatherThanNobody() =>
        Assert.Null(Refusal(Some.Request(Some.Job(slack: TimeSpan.FromSeconds(-1))) with { OpenBreakers = Open("weak", 1) }));

    [Fact]
    public void Decide_BreakerWhoseTimeIsOver_RefusesNobody() => Assert.Null(Refusal(Some.Request() with { OpenBreakers = Open("weak", -1) }));

    private static Dictionary<string, DateTimeOffset> Open(string model, double seconds) => new() { [model] = Some.Noon.AddSeconds(seconds) };

    private static string? Refusal(RoutingRequest request, Func<RoutingPolicy, RoutingPolicy> change) =>
        Decisions.RefusalOf(Decisions.Of(new TaskPolicy { Name = "default" }, request, change, Some.Weak, Some.Strong), "weak");

    private static string? Refusal(RoutingRequest request, TaskPolicy? task = null, CatalogModel? model = null, params RoutingRule[] rules)
    {
        var router = new Router(Some.Catalog(model ?? Some.Weak, Some.Strong), Some.Policy(task, rules));
        return router.Decide(request).Candidates.Single(candidate => candidate.Offer.Model.Name == "weak").Refusal;
    }
}
