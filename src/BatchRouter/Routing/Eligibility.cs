using BatchRouter.Catalog;
using BatchRouter.Scoring;

namespace BatchRouter.Routing;

/// <summary>First station: who can and may take the job at all, and if not, why.</summary>
internal static class Eligibility
{
    /// <summary>The first reason against an offer, or null. Reasons that never pass stand before those that do.</summary>
    public static string? Refusal(RoutingRequest request, TaskPolicy task, RoutingRule? rule, Candidate candidate) =>
        OfPolicy(request, task, rule, candidate.Offer.Model)
        ?? OfCapability(request, candidate)
        ?? OfClearance(request, candidate.Offer.Model)
        ?? OfStory(request, candidate)
        ?? OfMoment(request, candidate);

    private static string? OfPolicy(RoutingRequest request, TaskPolicy task, RoutingRule? rule, CatalogModel model)
    {
        // A shadow tries a model that the task does not know yet.
        if (task.Models.Count > 0 && !task.Models.Contains(model.Name) && request.Job.Side is null)
            return ReasonCodes.NotAllowedForTask;
        if (request.Job.Pin is { } pin)
            return pin == model.Name ? null : ReasonCodes.NotPinned;
        if (rule is { Models.Count: > 0 } && !rule.Models.Contains(model.Name))
            return ReasonCodes.RuledOut;
        return task.StaticModel is { } assigned && assigned != model.Name ? ReasonCodes.NotStaticModel : null;
    }

    private static string? OfCapability(RoutingRequest request, Candidate candidate)
    {
        var (job, model) = (request.Job, candidate.Offer.Model);
        var tokens = request.Size.Tokens * model.TokenFactor + request.Size.Images * model.ImageTokensAtMost;
        if (tokens + 1 > model.ContextWindow)
            return ReasonCodes.ContextTooSmall;
        if (request.Size.Images > 0 && !model.Capabilities.HasFlag(Capabilities.Vision))
            return ReasonCodes.NoVision;
        if (job.Tools.Count > 0 && !model.Capabilities.HasFlag(Capabilities.Tools))
            return ReasonCodes.NoTools;
        return job.Format == ResponseFormatKind.JsonSchema && !model.Capabilities.HasFlag(Capabilities.JsonSchema)
            ? ReasonCodes.NoJsonSchema
            : null;
    }

    private static string? OfClearance(RoutingRequest request, CatalogModel model)
    {
        if (request.Job.DataClass is { } dataClass && !model.DataClasses.Contains(dataClass))
            return ReasonCodes.DataClassNotCleared;
        return request.Job.Region is { } region && !model.Regions.Contains(region) ? ReasonCodes.OutsideRegion : null;
    }

    private static string? OfStory(RoutingRequest request, Candidate candidate)
    {
        if (request.StrongerThan is { } floor && candidate.Quality <= floor)
            return ReasonCodes.NotStronger;
        if (request.Again is { } again)
            return again == candidate.Offer.Name ? null : ReasonCodes.NotInPlan;
        if (request.FailedForGood.Contains(candidate.Offer.Name))
            return ReasonCodes.FailedForGood;
        if (request.Failed.Contains(candidate.Offer.Name))
            return ReasonCodes.FailedBefore;
        return null;
    }

    private static string? OfMoment(RoutingRequest request, Candidate candidate)
    {
        if (request.LeftNanoUsd is { } left && candidate.HoldNanoUsd > left)
            return ReasonCodes.OverMaxCost;
        if (request.OverBudget.Any(refusal => AtTheLimit.KeepsOut(refusal, candidate)))
            return ReasonCodes.OverBudget;
        // A late job tries a suffering model rather than nobody.
        var isOpen = request.OpenBreakers.TryGetValue(candidate.Offer.Model.Name, out var until) && until > request.Now;
        return isOpen && request.Slack > TimeSpan.Zero ? ReasonCodes.BreakerOpen : null;
    }
}
