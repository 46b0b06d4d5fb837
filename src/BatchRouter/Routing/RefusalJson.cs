using System.Text.Json;
using BatchRouter.Budgeting;

namespace BatchRouter.Routing;

/// <summary>What a budget said to an attempt that did not fit, inside a decision: the account in its way with its sums.</summary>
public static class RefusalJson
{
    public static void Write(Utf8JsonWriter json, BudgetRefusal refusal)
    {
        var budget = refusal.Budget;
        json.WriteStartObject();
        json.WriteNumber("budget", budget.Id);
        json.WriteString("scope", budget.Scope.ToString());
        json.WriteString("window", budget.Window.ToString());
        json.WriteString("zone", budget.Zone.Id);
        json.WriteString("atLimit", budget.AtLimit.ToString());
        json.WriteNumber("budgetLimitNanoUsd", budget.LimitNanoUsd);
        if (budget.IsSoft)
            json.WriteBoolean("softBudget", true);
        if (budget.ReserveNanoUsd != 0)
            json.WriteNumber("reserveNanoUsd", budget.ReserveNanoUsd);
        json.WriteNumber("limitNanoUsd", refusal.LimitNanoUsd);
        json.WriteNumber("postedNanoUsd", refusal.PostedNanoUsd);
        json.WriteNumber("heldNanoUsd", refusal.HeldNanoUsd);
        json.WriteNumber("askedNanoUsd", refusal.AskedNanoUsd);
        if (refusal.IsSoft)
            json.WriteBoolean("soft", true);
        if (refusal.IsQueued)
            json.WriteBoolean("queued", true);
        if (refusal.ResetsAt is { } resetsAt)
            json.WriteString("resetsAt", resetsAt);
        json.WriteEndObject();
    }

    /// <summary>The refusal, or null where this machine does not know its time zone, or it was written as text for people.</summary>
    public static BudgetRefusal? Read(JsonElement refusal)
    {
        if (refusal.ValueKind != JsonValueKind.Object || !TimeZoneInfo.TryFindSystemTimeZoneById(refusal.GetProperty("zone").GetString()!, out var zone))
            return null;
        var budget = new Budget
        {
            Id = refusal.GetProperty("budget").GetInt32(),
            Scope = BudgetScope.Parse(refusal.GetProperty("scope").GetString()!),
            Window = Enum.Parse<BudgetWindow>(refusal.GetProperty("window").GetString()!),
            Zone = zone,
            LimitNanoUsd = refusal.GetProperty("budgetLimitNanoUsd").GetInt64(),
            AtLimit = Enum.Parse<AtLimit>(refusal.GetProperty("atLimit").GetString()!),
            IsSoft = refusal.TryGetProperty("softBudget", out _),
            ReserveNanoUsd = refusal.TryGetProperty("reserveNanoUsd", out var reserve) ? reserve.GetInt64() : 0,
        };
        return new BudgetRefusal(
            budget,
            refusal.TryGetProperty("resetsAt", out var resetsAt) ? resetsAt.GetDateTimeOffset() : null,
            refusal.GetProperty("limitNanoUsd").GetInt64(),
            refusal.GetProperty("postedNanoUsd").GetInt64(),
            refusal.GetProperty("heldNanoUsd").GetInt64(),
            refusal.GetProperty("askedNanoUsd").GetInt64(),
            refusal.TryGetProperty("soft", out _),
            refusal.TryGetProperty("queued", out _));
    }
}
