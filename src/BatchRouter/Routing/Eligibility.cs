using BatchRouter.Catalog;
using BatchRouter.Routing.Naming;
using BatchRouter.Routing.Narrowing;
using BatchRouter.Scoring;

namespace BatchRouter.Routing;

/// <summary>First station: who can and may take the job at all, and if not, why. Reasons that never pass stand before those that do.</summary>
internal static class Eligibility
{
    /// <summary>The first reason against a model that lasts as long as job and configuration, or null.</summary>
    public static string? Lasting(RoutingRequest request, TaskPolicy task, RoutingPolicy policy, ModelNames names, IReadOnlyList<Narrowed> said, Candidate candidate) =>
        OfPolicy(request, task, names, said, candidate)
        ?? OfCapability(request, candidate.Offer.Model)
        ?? OfClearance(request, policy, candidate.Offer.Model);

    /// <summary>The first reason against a candidate that comes from what the job has been through and how things stand now, or null.</summary>
    /// <param name="request">What is decided.</param>
    /// <param name="again">The place of the only model that may be asked; -1, any.</param>
    /// <param name="candidate">With its final quality.</param>
    public static string? Passing(RoutingRequest request, int again, Candidate candidate) =>
        OfStory(request, again, candidate) ?? OfMoment(request, candidate);

    /// <summary>Whether a model must not be shown the job.</summary>
    public static string? OfClearance(RoutingRequest request, RoutingPolicy policy, CatalogModel model)
    {
        if (request.Job.DataClass is { } dataClass && !model.DataClasses.Contains(dataClass))
            return ReasonCodes.DataClassNotCleared;
        if (policy.PersonalData is { } personal && request.Perception.PersonalData.Count > 0 && !model.DataClasses.Contains(personal.DataClass))
            return ReasonCodes.PersonalDataNotCleared;
        return request.Job.Region is { } region && !model.Regions.Contains(region) ? ReasonCodes.OutsideRegion : null;
    }

    // A late job tries a suffering model rather than nobody.
    public static bool IsBroken(RoutingRequest request, CatalogModel model) =>
        request.OpenBreakers.Count > 0
        && request.OpenBreakers.TryGetValue(model.Name, out var until) && until > request.Now
        && request.Slack > TimeSpan.Zero;

    private static string? OfPolicy(RoutingRequest request, TaskPolicy task, ModelNames names, IReadOnlyList<Narrowed> said, Candidate candidate)
    {
        if (candidate.Offer.Model.ReplacedBy is not null)
            return ReasonCodes.Replaced;
        // A side job tries a model that the task does not know yet.
        if (task.Models.Count > 0 && request.Job.Side is null && !names.Of(task.Models).Contains(candidate.Place))
            return ReasonCodes.NotAllowedForTask;
        if (request.Job.Pin is { } pin)
            return names.Of(pin).Contains(candidate.Place) ? null : ReasonCodes.NotPinned;
        for (var i = 0; i < said.Count; i++)
            if (said[i] is { Firmness: Firmness.Always, Models.Count: > 0 } order && !names.Of(order.Models).Contains(candidate.Place))
                return order.Refusal;
        return null;
    }

    private static string? OfCapability(RoutingRequest request, CatalogModel model)
    {
        var job = request.Job;
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

    private static string? OfStory(RoutingRequest request, int again, Candidate candidate)
    {
        if (request.StrongerThan is { } floor && candidate.Quality <= floor)
            return ReasonCodes.NotStronger;
        if (again >= 0)
            return again == candidate.Place ? null : ReasonCodes.NotInPlan;
        if (request.FailedForGood.Count > 0 && request.FailedForGood.Contains(candidate.Offer.Name))
            return ReasonCodes.FailedForGood;
        return request.Failed.Count > 0 && request.Failed.Contains(candidate.Offer.Name) ? ReasonCodes.FailedBefore : null;
    }

    private static string? OfMoment(RoutingRequest request, Candidate candidate)
    {
        if (request.LeftNanoUsd is { } left && candidate.HoldNanoUsd > left)
            return ReasonCodes.OverMaxCost;
        for (var i = 0; i < request.OverBudget.Count; i++)
            if (AtTheLimit.KeepsOut(request.OverBudget[i], candidate))
                return ReasonCodes.OverBudget;
        return IsBroken(request, candidate.Offer.Model) ? ReasonCodes.BreakerOpen : null;
    }
}
