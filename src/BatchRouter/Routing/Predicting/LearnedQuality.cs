using System.Globalization;
using BatchRouter.Catalog;
using BatchRouter.Perceiving;

namespace BatchRouter.Routing.Predicting;

/// <summary>
/// What training knows of the models takes the place of the catalogue's priors; models it does not know keep theirs. Unsure means stronger:
/// every candidate but the best loses <see cref="TaskPolicy.UnsureMargin"/> of quality, as far as the prediction rests on no evidence.
/// </summary>
internal static class LearnedQuality
{
    /// <summary>The forecast that may be used: none where what was learned no longer holds.</summary>
    public static LearnedForecast? Usable(RoutingRequest request) => request.IsDrifting ? null : request.Perception.Forecast;

    public static double? Of(LearnedForecast forecast, CatalogModel model)
    {
        if (forecast.Quality.TryGetValue(model.Name, out var quality))
            return quality;
        return model.DeploymentOf is { } family && forecast.Quality.TryGetValue(family, out quality) ? quality : null;
    }

    /// <summary>What the weaker loses: all of the margin without evidence, nothing with all of it.</summary>
    public static double Margin(LearnedForecast forecast, TaskPolicy task) => task.UnsureMargin * (1 - Math.Clamp(forecast.Evidence, 0, 1));

    /// <summary>Sets the quality of all candidates; who is refused for good already is no measure for others.</summary>
    public static void Apply(RoutingRequest request, TaskPolicy task, Candidate[] candidates, List<StrategyNote> notes)
    {
        if (Usable(request) is not { } forecast)
        {
            notes.Add(new StrategyNote(Strategies.Classifier, ReasonCodes.NothingLearned));
            return;
        }

        Candidate? best = null;
        foreach (var candidate in candidates)
        {
            candidate.Predict(Of(forecast, candidate.Offer.Model) ?? candidate.Quality);
            if (candidate.IsEligible && candidate.Quality > (best?.Quality ?? -1))
                best = candidate;
        }

        notes.Add(new StrategyNote(Strategies.Classifier, ReasonCodes.QualityLearned, forecast.Version.ToString(CultureInfo.InvariantCulture)));
        var margin = Margin(forecast, task);
        if (margin <= 0)
            return;
        notes.Add(new StrategyNote(Strategies.Classifier, ReasonCodes.UnsureStronger, margin.ToString("0.####", CultureInfo.InvariantCulture)));
        foreach (var candidate in candidates)
            if (candidate.Quality < best?.Quality)
                candidate.Predict(Math.Max(0, candidate.Quality - margin));
    }
}
