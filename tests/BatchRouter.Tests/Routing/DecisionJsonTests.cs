using System.Text;
using System.Text.Json;
using BatchRouter.Routing;
using BatchRouter.Tests.House;
using Xunit;

namespace BatchRouter.Tests.Routing;

public sealed class DecisionJsonTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void Write_Decisions_AreAsApproved()
    {
        var router = new Router(Some.Catalog(), Some.Policy(null, new RoutingRule { Name = "team-a", Labels = new Dictionary<string, string> { ["team"] = "a" }, Quality = 0.8 }));
        var first = Some.Request(Some.Job() with { Labels = new Dictionary<string, string> { ["team"] = "a" } });
        var later = first with
        {
            Step = 3,
            Failed = new HashSet<string> { "quick:sync" },
            FailedForGood = new HashSet<string> { "middle:sync" },
            Remaining = ["strong:sync"],
            StrongerThan = 0.7,
            WasCut = true,
            Waits = 2,
            LeftNanoUsd = 20_000_000,
            OpenBreakers = new Dictionary<string, DateTimeOffset> { ["strong"] = Some.Noon.AddSeconds(4) },
        };
        var text = new StringBuilder();
        foreach (var request in (RoutingRequest[])[first, later, first with { LeftNanoUsd = 1 }])
            text.AppendLine(JsonSerializer.Serialize(JsonElement.Parse(DecisionJson.Write(router.Decide(request))), Indented));
        Approved.Matches("Routing/DecisionJson", text.ToString());
    }

    [Fact]
    public void Write_EligibleCandidates_SayWhetherTheyArePlanned()
    {
        var decision = new Router(Some.Catalog(), Some.Policy()).Decide(Some.Request(Some.Job() with { Quality = 0.8 }));
        using var json = JsonDocument.Parse(DecisionJson.Write(decision));
        var reasons = json.RootElement.GetProperty("candidates").EnumerateArray().ToDictionary(
            candidate => candidate.GetProperty("offer").GetString()!, candidate => candidate.GetProperty("reason").GetString());
        Assert.True(decision.Plan.Steps.Count is 2 or 3);
        Assert.Equal(ReasonCodes.Chosen, reasons[decision.Plan.Steps[0].Offer.Name]);
        Assert.All(decision.Plan.Steps.Skip(1), step => Assert.Equal(ReasonCodes.InPlan, reasons[step.Offer.Name]));
        Assert.All(reasons.Keys.Except(decision.Plan.Steps.Select(step => step.Offer.Name)), offer => Assert.Equal(ReasonCodes.NotInPlan, reasons[offer]));
    }

    [Fact]
    public void Write_EveryCandidate_HasAReason()
    {
        using var json = JsonDocument.Parse(DecisionJson.Write(new Router(Some.Catalog(), Some.Policy()).Decide(Some.Request())));
        Assert.All(json.RootElement.GetProperty("candidates").EnumerateArray(), candidate => Assert.NotEmpty(candidate.GetProperty("reason").GetString()!));
    }
}
