using BatchRouter.Learning;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Forecasting;

/// <summary>
/// What was learned of each task, as this worker knows it now. Exchanged as a whole while work runs; safe for many threads. A task's name
/// is the jobs' own: what was learned of one task says nothing of another that shares its settings.
/// </summary>
public sealed class LearnedBook
{
    private volatile LearnedPages _pages = LearnedPages.Empty;

    public LearnedPages Current => _pages;

    public void Swap(LearnedPages pages) => _pages = pages;

    /// <summary>What is expected of the models, from the prompt alone; null, nothing was learned of the task.</summary>
    /// <param name="task">The job's task.</param>
    /// <param name="prompt">The last text that a user said.</param>
    /// <param name="wanted">With a share of the stronger model: its threshold is looked up; null, none is wanted.</param>
    public LearnedForecast? ForecastOf(string task, string prompt, GainThreshold? wanted = null)
    {
        if (!_pages.Qualities.TryGetValue(task, out var page))
            return null;
        var predicted = page.Learned.Predict(prompt);
        var quality = new Dictionary<string, double>(predicted.Models.Count, StringComparer.Ordinal);
        for (var model = 0; model < predicted.Models.Count; model++)
            quality.Add(predicted.Models[model], predicted.Quality[model]);
        return new LearnedForecast(page.Version, quality, predicted.Evidence) { GainThreshold = Threshold(page.Learned, wanted) };
    }

    /// <summary>The task's scoring, with learned weights where there are some. The highest confidence after a veto stays configured.</summary>
    /// <param name="task">The job's task.</param>
    /// <param name="configured">As the policy has it.</param>
    public TaskScoring ScoringOf(string task, TaskScoring configured)
    {
        if (!_pages.Confidences.TryGetValue(task, out var page))
            return configured;
        var learned = page.Learned.Weights;
        return configured with
        {
            Weights = learned with { VetoCap = configured.Weights.VetoCap, ByFeature = Merge(configured.Weights.ByFeature, learned.ByFeature) },
        };
    }

    /// <summary>What was learned of the task no longer holds.</summary>
    public bool IsDrifting(string task) => _pages.Standings.TryGetValue(task, out var standing) && standing.IsDrifting;

    // Features that no judged answer had were not learned: they keep what is configured.
    private static Dictionary<string, double> Merge(IReadOnlyDictionary<string, double> configured, IReadOnlyDictionary<string, double> learned)
    {
        var merged = new Dictionary<string, double>(configured);
        foreach (var (feature, weight) in learned)
            merged[feature] = weight;
        return merged;
    }

    private static double? Threshold(LearnedQuality learned, GainThreshold? wanted)
    {
        if (wanted?.StrongShare is not { } share)
            return null;
        foreach (var gains in learned.Gains)
            if (gains.Stronger == wanted.Strong && gains.Weaker == wanted.Weak)
                return gains.ThresholdFor(share);
        return null;
    }
}
