using BatchRouter.Catalog;

namespace BatchRouter.Routing;

/// <summary>What a decision comes to when no candidate is eligible: wait where time cures it, refuse with the reason where it does not.</summary>
internal static class Nobody
{
    public static Choice Choose(RoutingRequest request, IReadOnlyList<Candidate> candidates, ModelCatalog catalog)
    {
        var suffering = candidates.Where(candidate => candidate.Refusal == ReasonCodes.BreakerOpen).ToList();
        if (suffering.Count > 0)
            return new Choice.Hold("unavailable", suffering.Min(candidate => request.OpenBreakers[candidate.Offer.Model.Name]));

        if (candidates.Any(candidate => candidate.Refusal == ReasonCodes.FailedBefore) && Backoff(request.Waits) * 2 < request.Slack)
            return new Choice.Hold("unavailable", request.Now + Backoff(request.Waits));

        if (candidates.Any(candidate => candidate.Refusal == ReasonCodes.OverMaxCost))
        {
            var least = candidates.Where(candidate => candidate.Refusal == ReasonCodes.OverMaxCost).Min(candidate => candidate.HoldNanoUsd);
            return new Choice.Refuse("maxCostUsd", "max_cost_too_low", FormattableString.Invariant(
                $"the cheapest eligible attempt may cost {least} nano-USD and {request.LeftNanoUsd} are left; raise maxCostUsd or lower maxOutputTokens"));
        }

        if (candidates.Count > 0 && candidates.All(candidate => candidate.Refusal == ReasonCodes.ContextTooSmall))
            return new Choice.Refuse("messages", "prompt_too_long", FormattableString.Invariant(
                $"about {request.Size.Tokens} tokens; the widest context window of the catalogue is {catalog.WidestContext}"));

        var why = string.Join(", ", candidates.GroupBy(candidate => candidate.Refusal).Select(group => $"{group.Key}: {group.Count()}"));
        return new Choice.Refuse("$", "no_eligible_model", why.Length > 0 ? why : "no model has a price now");
    }

    // 1 s, doubled with every wait, up to 5 minutes: short faults cost seconds, an outage is not hammered.
    private static TimeSpan Backoff(int waits) => TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Min(waits, 16))));
}
