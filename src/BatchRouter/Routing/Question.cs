using BatchRouter.Catalog;
using BatchRouter.Classifying;

namespace BatchRouter.Routing;

/// <summary>Whether a small model is asked first what kind of prompt it is: once per job, in time, and only where nothing was bought yet.</summary>
internal static class Question
{
    public static Choice.Classify? Of(RoutingRequest request, TaskPolicy task, ModelCatalog catalog)
    {
        if (task.Classify is not { } settings || request.Verdict is not null || request.VerdictFailed || request.Slack < settings.LeastSlack)
            return null;
        if (request.StrongerThan is not null || request.Again is not null || request.Remaining.Count > 0 || request.OverBudget.Count > 0)
            return null;
        if (catalog.Find(settings.Model) is not { } model || model.PriceAt(Lane.Sync, request.Now) is not { } price)
            return null;
        var candidate = ClassifyOffer.Predict(request, settings, new Offer(model, Lane.Sync, price));
        return request.LeftNanoUsd < candidate.HoldNanoUsd || request.OpenBreakers.ContainsKey(model.Name) ? null : new Choice.Classify(candidate, settings);
    }

    /// <summary>Against a model: what the small model said leaves it out.</summary>
    public static bool RulesOut(RoutingRequest request, TaskPolicy task, CatalogModel model) =>
        task.Classify?.Classes.FirstOrDefault(kind => kind.Name == request.Verdict?.Class) is { Models.Count: > 0 } kind && !kind.Models.Contains(model.Name);
}
