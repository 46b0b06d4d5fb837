using System.Buffers;
using System.Text;
using System.Text.Json;
using BatchRouter.Experimenting;
using BatchRouter.Lanes;

namespace BatchRouter.Routing;

/// <summary>A decision as it is stored and printed: one JSON object with its inputs and every candidate's reason.</summary>
public static class DecisionJson
{
    /// <summary>A choice in one word, with the reason of a hold and the code of a refusal.</summary>
    public static string NameOf(Choice choice) => choice switch
    {
        Choice.Buy => "buy",
        Choice.Classify => "classify",
        Choice.Hold hold => $"hold:{hold.Reason}",
        Choice.Refuse refuse => $"refuse:{refuse.Code}",
        _ => throw new InvalidOperationException("a choice without a name"),
    };

    public static string Write(Decision decision)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json, decision);
            InputsWriter.Write(json, decision.Request);
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
        json.WriteString("choice", NameOf(decision.Choice));
        if (decision.Choice is Choice.Hold { WakeAt: var wakeAt })
            json.WriteString("wakeAt", wakeAt);
        if (decision.Choice is Choice.Refuse { Reason: var why })
            json.WriteString("why", why);
        if (decision.Choice is Choice.Classify { Candidate: var asked })
            WriteQuestion(json, asked);
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
        if (decision.Assignments.Count > 0)
            WriteArms(json, decision.Assignments);
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

    private static void WriteQuestion(Utf8JsonWriter json, Candidate asked)
    {
        json.WriteStartObject("ask");
        json.WriteString("offer", asked.Offer.Name);
        json.WriteNumber("costNanoUsd", asked.CostNanoUsd);
        json.WriteNumber("holdNanoUsd", asked.HoldNanoUsd);
        json.WriteEndObject();
    }

    private static void WriteArms(Utf8JsonWriter json, IReadOnlyList<Assignment> assignments)
    {
        json.WriteStartObject("arms");
        foreach (var assignment in assignments)
            json.WriteString(assignment.Experiment, assignment.Arm.Name);
        json.WriteEndObject();
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
        if (candidate.WayBackNanoUsd > 0)
            json.WriteNumber("wayBackNanoUsd", candidate.WayBackNanoUsd);
        if (candidate.Lanes is { } lanes)
            LaneJson.Write(json, lanes);
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
