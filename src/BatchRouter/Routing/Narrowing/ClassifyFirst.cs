using BatchRouter.Classifying;
using BatchRouter.Routing.Naming;

namespace BatchRouter.Routing.Narrowing;

/// <summary>Whether a small model is asked for the prompt's class before anything is bought: where time and money permit, and nothing was tried yet.</summary>
internal static class ClassifyFirst
{
    /// <summary>The call to make, or why there is none; both null where there is nothing to ask about.</summary>
    public static (Choice.Classify? Call, StrategyNote? Note) Choose(
        RoutingRequest request, TaskPolicy task, RoutingPolicy policy, OfferTable table, ModelNames names, IReadOnlyList<Candidate> eligible)
    {
        if (task.Classify is not { } settings || request.Verdict is not null || !IsUntouched(request) || eligible.Count < 2)
            return (null, null);
        if (Obstacle(request, task, policy, settings) is { } obstacle)
            return (null, new StrategyNote(Strategies.Llm, obstacle));
        if (Small(request, policy, settings, table, names) is not { } offer)
            return (null, new StrategyNote(Strategies.Llm, ReasonCodes.ClassifierUnavailable, settings.Model));
        var call = ClassifyOffer.Predict(request, settings, offer);
        if (request.LeftNanoUsd is { } left && call.HoldNanoUsd + LeastHold(eligible) > left)
            return (null, new StrategyNote(Strategies.Llm, ReasonCodes.ClassifyTooDear));
        return (new Choice.Classify(call, settings), null);
    }

    private static bool IsUntouched(RoutingRequest request) =>
        request is { StrongerThan: null, Again: null, Cached: null, Failed.Count: 0, FailedForGood.Count: 0, Remaining.Count: 0, Job: { Pin: null, Side: null } };

    private static string? Obstacle(RoutingRequest request, TaskPolicy task, RoutingPolicy policy, ClassifySettings settings)
    {
        if (request.VerdictFailed)
            return ReasonCodes.NoVerdict;
        if (request.Slack < settings.LeastSlack || request.Slack < policy.LittleSlack)
            return ReasonCodes.NoTimeToClassify;
        return request.OverBudget.Count > 0 || request.BudgetUsed >= task.CheaperFrom ? ReasonCodes.ClassifyTooDear : null;
    }

    // It reads the prompt, so it has to be cleared for it as those who answer.
    private static Offer? Small(RoutingRequest request, RoutingPolicy policy, ClassifySettings settings, OfferTable table, ModelNames names)
    {
        var meant = names.Of(settings.Model);
        for (var place = 0; place < table.Models.Length; place++)
            if (meant.Contains(place)
                && Eligibility.OfClearance(request, policy, table.Models[place]) is null
                && !Eligibility.IsBroken(request, table.Models[place])
                && table.At(place, request.Now) is { } offer)
                return offer;
        return null;
    }

    private static long LeastHold(IReadOnlyList<Candidate> eligible)
    {
        var least = long.MaxValue;
        foreach (var candidate in eligible)
            least = Math.Min(least, candidate.HoldNanoUsd);
        return least;
    }
}
