using BatchRouter.Catalog;
using BatchRouter.Routing;
using Xunit;
using static BatchRouter.Tests.Routing.Decisions;

namespace BatchRouter.Tests.Routing;

/// <summary>One line swaps a model: whoever names the old one means its successor.</summary>
public sealed class SuccessorTests
{
    private static readonly CatalogModel Old = Some.Weak with { Name = "old", ReplacedBy = "older-successor" };
    private static readonly CatalogModel Between = Some.Weak with { Name = "older-successor", ReplacedBy = "new" };
    private static readonly CatalogModel New = Some.Model("new", 0.75, 100_000_000);

    public static IEnumerable<TheoryDataRow<string>> Ways() => ((string[])["pin", "static", "rule", "models", "fallback", "threshold", "again", "remaining"]).Select(way => new TheoryDataRow<string>(way));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Decide_NameOfAReplacedModel_MeansItsSuccessor(string way)
    {
        var (task, request, rules) = (Task() with { Quality = 0.6 }, Some.Request(), new List<RoutingRule>());
        (task, request) = way switch
        {
            "pin" => (task, request with { Job = request.Job with { Pin = "old" } }),
            "static" => (task with { StaticModel = "old" }, request),
            "models" => (task with { Models = ["old"] }, request),
            "fallback" => (task with { Strategies = [Strategies.Fallback], FallbackOrder = ["old", "strong"] }, request),
            "threshold" => (task with { Strategies = [Strategies.Threshold], GainThreshold = new GainThreshold("strong", "old", 0, null) }, request),
            "again" => (task, request with { Again = "old:sync" }),
            "remaining" => (task with { Quality = 0.99 }, request with { Remaining = ["old:sync"] }),
            _ => (task, request),
        };
        if (way == "rule")
            rules.Add(new RoutingRule { Name = "all", Models = ["old"] });
        var decision = Of(task, request, policy => policy with { Rules = rules }, Some.Quick, Old, Between, New, Some.Strong);
        Assert.Equal("new", First(decision));
        Assert.Equal((ReasonCodes.Replaced, ReasonCodes.Replaced), (RefusalOf(decision, "old"), RefusalOf(decision, "older-successor")));
    }

    [Fact]
    public void Decide_RepeatOfAModelThatIsGone_AsksSomebodyElse() =>
        Assert.Equal("weak", First(Of(Task() with { Quality = 0.6 }, Some.Request() with { Again = "gone:sync" })));

    // The loader refuses a ring; a catalogue made otherwise must not hang.
    [Fact]
    public void Decide_RingOfSuccessors_MeansNobody() =>
        Assert.IsType<Choice.Refuse>(Of(Task(), null, null, Some.Weak with { ReplacedBy = "strong" }, Some.Strong with { ReplacedBy = "weak" }).Choice);
}
