using System.Text.Json;

namespace BatchRouter.Routing;

/// <summary>
/// Writes what a decision depends on, beside the job's own message: what is at its default is left out. What attempts usually cost
/// stands with the candidates, as their soft holds, and so does what is known of their lanes.
/// </summary>
internal static class InputsWriter
{
    public static void Write(Utf8JsonWriter json, RoutingRequest request)
    {
        json.WriteStartObject("inputs");
        json.WriteString("now", request.Now);
        json.WriteString("deadline", request.Job.Deadline);
        json.WriteNumber("slackSeconds", Math.Round(request.Slack.TotalSeconds, 3));
        json.WriteNumber("promptTokens", request.Size.Tokens);
        json.WriteNumber("promptTokensAtMost", request.Size.TokensAtMost);
        if (request.Size.Images > 0)
            json.WriteNumber("images", request.Size.Images);
        PerceptionJson.Write(json, request);
        WriteStory(json, request);
        WriteMoment(json, request);
        json.WriteEndObject();
    }

    private static void WriteStory(Utf8JsonWriter json, RoutingRequest request)
    {
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
        if (request.Cached is not { } cached)
            return;
        json.WriteString("answerOf", cached.AttemptId);
        json.WriteString("answerModel", cached.Model);
    }

    private static void WriteMoment(Utf8JsonWriter json, RoutingRequest request)
    {
        if (request.OpenBreakers.Count > 0)
        {
            json.WriteStartObject("openBreakers");
            foreach (var (model, until) in request.OpenBreakers)
                json.WriteString(model, until);
            json.WriteEndObject();
        }

        ObservedJson.Write(json, request.Observed);
        if (request.BudgetUsed is { } used)
            json.WriteNumber("budgetUsed", used);
        if (request.IsDrifting)
            json.WriteBoolean("drifting", true);
        if (request.OnlySync)
            json.WriteBoolean("onlySync", true);
        if (request.OverBudget.Count == 0)
            return;
        json.WriteStartArray("overBudget");
        foreach (var refusal in request.OverBudget)
            RefusalJson.Write(json, refusal);
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return;
        json.WriteStartArray(property);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
