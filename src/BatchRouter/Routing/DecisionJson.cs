using System.Buffers;
using System.Text;
using System.Text.Json;

namespace BatchRouter.Routing;

/// <summary>A decision as it is stored and printed: one JSON object with its inputs and every candidate's reason.</summary>
public static class DecisionJson
{
    public static string Write(Decision decision)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json, decision);
            WriteInputs(json, decision.Request);
            json.WriteStartArray("candidates");
            foreach (var candidate in decision.Candidates)
                WriteCandidate(json, candidate, decision.Plan);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteHead(Utf8JsonWriter json, Decision decision)
    {
        json.WriteNumber("step", decision.Request.Step);
        json.WriteString("reason", decision.Reason);
        json.WriteString("choice", decision.Choice switch
        {
            Choice.Buy => "buy",
            Choice.Classify => "classify",
            Choice.Hold hold => $"hold:{hold.Reason}",
            Choice.Refuse refuse => $"refuse:{refuse.Code}",
            _ => throw new InvalidOperationException("a choice without a name"),
        });
        if (decision.Choice is Choice.Hold { WakeAt: var wakeAt })
            json.WriteString("wakeAt", wakeAt);
        if (decision.Choice is Choice.Refuse { Reason: var why })
            json.WriteString("why", why);
        json.WriteStartArray("plan");
        foreach (var step in decision.Plan.Steps)
            json.WriteStringValue(step.Offer.Name);
        json.WriteEndArray();
        json.WriteNumber("planQuality", Math.Round(decision.Plan.Quality, 4));
        json.WriteNumber("planCostNanoUsd", decision.Plan.CostNanoUsd);
        json.WriteNumber("quality", decision.Quality);
        json.WriteString("strategy", decision.Strategy);
        if (decision.Notes.Count > 0)
            WriteNotes(json, decision.Notes);
        if (decision.Rule is { } rule)
            json.WriteString("rule", rule);
        json.WriteString("catalog", decision.CatalogVersion);
        json.WriteString("policy", decision.PolicyVersion);
    }

    private static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<StrategyNote> notes)
    {
        json.WriteStartArray("strategies");
        foreach (var note in notes)
        {
            json.WriteStartObject();
            json.WriteString("strategy", note.Strategy);
            json.WriteString("reason", note.Reason);
            if (note.About is { } about)
                json.WriteString("about", about);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInputs(Utf8JsonWriter json, RoutingRequest request)
    {
        json.WriteStartObject("inputs");
        json.WriteString("now", request.Now);
        json.WriteString("deadline", request.Job.Deadline);
        json.WriteNumber("slackSeconds", Math.Round(request.Slack.TotalSeconds, 3));
        json.WriteNumber("promptTokens", request.Size.Tokens);
        json.WriteNumber("promptTokensAtMost", request.Size.TokensAtMost);
        if (request.Size.Images > 0)
            json.WriteNumber("images", request.Size.Images);
        if (request.LeftNanoUsd is { } left)
            json.WriteNumber("leftNanoUsd", left);
        if (request.StrongerThan is { } floor)
            json.WriteNumber("strongerThan", floor);
        if (request.Again is { } again)
            json.WriteString("again", again);
        if (request.WasCut)
            json.WriteBoolean("wasCut", true);
        if (request.Waits > 0)
            json.WriteNumber("waits", request.Waits);
        WriteNames(json, "failed", request.Failed);
        WriteNames(json, "failedForGood", request.FailedForGood);
        WriteNames(json, "remaining", request.Remaining);
        if (request.OpenBreakers.Count > 0)
            WriteBreakers(json, request.OpenBreakers);
        WriteNames(json, "overBudget", request.OverBudget.Select(refusal => refusal.Arithmetic));
        if (request.Cached is { } cached)
            json.WriteString("answerOf", cached.AttemptId);
        json.WriteEndObject();
    }

    private static void WriteBreakers(Utf8JsonWriter json, IReadOnlyDictionary<string, DateTimeOffset> breakers)
    {
        json.WriteStartObject("openBreakers");
        foreach (var (model, until) in breakers)
            json.WriteString(model, until);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<string> names)
    {
        if (!names.Any())
            return;
        json.WriteStartArray(property);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteCandidate(Utf8JsonWriter json, Candidate candidate, Plan plan)
    {
        json.WriteStartObject();
        json.WriteString("offer", candidate.Offer.Name);
        json.WriteString("reason", candidate.Refusal ?? Place(candidate, plan));
        json.WriteNumber("quality", candidate.Quality);
        json.WriteNumber("costNanoUsd", candidate.CostNanoUsd);
        json.WriteNumber("holdNanoUsd", candidate.HoldNanoUsd);
        if (candidate.SoftHoldNanoUsd != candidate.HoldNanoUsd)
            json.WriteNumber("softHoldNanoUsd", candidate.SoftHoldNanoUsd);
        json.WriteNumber("maxOutputTokens", candidate.MaxOutputTokens);
        json.WriteNumber("p99Ms", (long)candidate.TimeP99.TotalMilliseconds);
        json.WriteString("price", candidate.Offer.Price.Version);
        json.WriteEndObject();
    }

    private static string Place(Candidate candidate, Plan plan)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
            if (plan.Steps[i].Offer.Name == candidate.Offer.Name)
                return i == 0 ? ReasonCodes.Chosen : ReasonCodes.InPlan;
        return ReasonCodes.NotInPlan;
    }
}
