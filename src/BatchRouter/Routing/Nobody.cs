using BatchRouter.Escalating;

namespace BatchRouter.Routing;

/// <summary>What a decision comes to when no candidate is eligible: wait where time cures it, refuse with the reason where it does not.</summary>
internal static class Nobody
{
    public static Choice Choose(RoutingRequest request, IReadOnlyList<Candidate> candidates)
    {
        if (request.OverBudget.Count > 0 && candidates.Any(candidate => candidate.Refusal == ReasonCodes.OverBudget))
            return AtTheLimit.Choose(request, candidates);

        var suffering = candidates.Where(candidate => candidate.Refusal == ReasonCodes.BreakerOpen).ToList();
        if (suffering.Count > 0)
            return new Choice.Hold("unavailable", suffering.Min(candidate => request.OpenBreakers[candidate.Offer.Model.Name]));

        if (candidates.Any(candidate => candidate.Refusal == ReasonCodes.FailedBefore) && WaitTimes.After(request.Waits) * 2 < request.Slack)
            return new Choice.Hold("unavailable", request.Now + WaitTimes.After(request.Waits));

        if (candidates.Any(candidate => candidate.Refusal == ReasonCodes.OverMaxCost))
        {
            var least = candidates.Where(candidate => candidate.Refusal == ReasonCodes.OverMaxCost).Min(candidate => candidate.HoldNanoUsd);
            return new Choice.Refuse("maxCostUsd", "max_cost_too_low", FormattableString.Invariant(
                $"the cheapest eligible attempt may cost {least} nano-USD and {request.LeftNanoUsd} are left; raise maxCostUsd or lower maxOutputTokens"));
        }

        var narrow = candidates.Where(candidate => candidate.Refusal == ReasonCodes.ContextTooSmall).ToList();
        if (narrow.Count > 0 && candidates.All(candidate => candidate.Refusal == ReasonCodes.ContextTooSmall || IsOutOfQuestion(candidate)))
            return new Choice.Refuse("messages", "prompt_too_long", FormattableString.Invariant(
                $"about {request.Size.Tokens} tokens; the widest context window of the models that may be asked is {narrow.Max(candidate => candidate.Offer.Model.ContextWindow)}"));

        var why = string.Join(", ", candidates.GroupBy(candidate => candidate.Refusal).Select(group => $"{group.Key}: {group.Count()}"));
        return new Choice.Refuse("$", "no_eligible_model", why.Length > 0 ? why : "the catalogue is empty");
    }

    // Never asked about, whatever the prompt: by configuration or for want of a price.
    private static bool IsOutOfQuestion(Candidate candidate) => candidate.Refusal
        is ReasonCodes.NoPrice or ReasonCodes.Replaced or ReasonCodes.NotAllowedForTask or ReasonCodes.NotPinned or ReasonCodes.RuledOut
        or ReasonCodes.NotStaticModel or ReasonCodes.OffArm;
}
