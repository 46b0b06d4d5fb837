using System.Text.Json;
using BatchRouter.Routing;

namespace BatchRouter.Replaying;

/// <summary>What one decision came to, as it was stored or as it is made again: what makes two of them the same, and what is expected of it.</summary>
public sealed record StoredChoice
{
    public required int Step { get; init; }

    /// <summary>buy, classify, hold with its reason, refuse with its code.</summary>
    public required string Choice { get; init; }

    public required string Reason { get; init; }

    /// <summary>Offers in their order.</summary>
    public required IReadOnlyList<string> Plan { get; init; }

    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The small model that is asked first, where one is.</summary>
    public string? Asked { get; init; }

    public required double PlanQuality { get; init; }

    /// <summary>What the plan is expected to cost, a question about the prompt included.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>Predicted quality of each step.</summary>
    public required IReadOnlyList<double> StepQualities { get; init; }

    /// <summary>Time that the whole plan stays under in 99 of 100 cases, as the sum of its steps.</summary>
    public required TimeSpan TimeP99 { get; init; }

    public required TimeSpan Slack { get; init; }

    public required string Policy { get; init; }

    public bool IsQuestion => Choice == "classify";

    public bool HasPlan => Plan.Count > 0;

    /// <summary>Who is asked first, or why nobody is.</summary>
    public string First => HasPlan ? Plan[0] : Choice;

    public string PlanText => HasPlan ? string.Join(" > ", Plan) : Choice;

    /// <summary>The same in everything that is acted upon.</summary>
    public bool IsSameAs(StoredChoice other) =>
        Choice == other.Choice && Reason == other.Reason && Asked == other.Asked && WakeAt == other.WakeAt && Plan.SequenceEqual(other.Plan);

    /// <summary>From a decision that was just made, by way of its JSON: both sides of a comparison are rounded alike.</summary>
    public static StoredChoice Of(Decision decision)
    {
        using var json = JsonDocument.Parse(DecisionJson.Write(decision));
        return Read(json.RootElement);
    }

    public static StoredChoice Read(JsonElement decided)
    {
        var plan = decided.GetProperty("plan").EnumerateArray().Select(step => step.GetString()!).ToList();
        var candidates = decided.GetProperty("candidates").EnumerateArray().ToDictionary(candidate => candidate.GetProperty("offer").GetString()!);
        var reason = decided.GetProperty("reason").GetString()!;
        var asked = decided.TryGetProperty("ask", out var ask) ? ask : (JsonElement?)null;
        // A stored answer is served at once.
        var milliseconds = reason == ReasonCodes.AnswerCached ? 0 : plan.Sum(step => candidates[step].GetProperty("p99Ms").GetInt64());
        return new StoredChoice
        {
            Step = decided.GetProperty("step").GetInt32(),
            Choice = decided.GetProperty("choice").GetString()!,
            Reason = reason,
            Plan = plan,
            WakeAt = decided.TryGetProperty("wakeAt", out var wakeAt) ? wakeAt.GetDateTimeOffset() : null,
            Asked = asked?.GetProperty("offer").GetString(),
            PlanQuality = decided.GetProperty("planQuality").GetDouble(),
            CostNanoUsd = decided.GetProperty("planCostNanoUsd").GetInt64() + (asked?.GetProperty("costNanoUsd").GetInt64() ?? 0),
            StepQualities = plan.ConvertAll(step => candidates[step].GetProperty("quality").GetDouble()),
            TimeP99 = TimeSpan.FromMilliseconds(milliseconds),
            Slack = TimeSpan.FromSeconds(decided.GetProperty("inputs").GetProperty("slackSeconds").GetDouble()),
            Policy = decided.GetProperty("policy").GetString()!,
        };
    }
}
