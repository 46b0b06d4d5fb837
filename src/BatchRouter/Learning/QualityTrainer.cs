using BatchRouter.Learning.Fitting;
using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning;

/// <summary>
/// Learns, per model, the chance of a right answer from the prompt alone: ridge regression on hashed n-grams and marks, its strength chosen
/// out of fold by the squared error of the gains, all models' predictions calibrated together on the same out-of-fold predictions.
/// </summary>
public static class QualityTrainer
{
    /// <param name="task">The task whose prompts these are; the learned model carries the name.</param>
    /// <param name="models">Names of the models to predict, weakest first; labels of others are ignored.</param>
    /// <param name="examples">What is known; flaws are reported, see <see cref="TrainingFlaw"/>.</param>
    /// <param name="options">Default: <see cref="TrainingOptions.Default"/>.</param>
    /// <param name="stop">Looked at between fits.</param>
    public static TrainingOutcome<LearnedQuality> Train(
        string task, IReadOnlyList<string> models, IEnumerable<TrainingExample> examples, TrainingOptions? options = null, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        options ??= TrainingOptions.Default;
        var set = TrainingSet.Of(examples, models, options);
        if (set.Refusal is { } reason)
            return new TrainingOutcome<LearnedQuality>.Refused(reason, set.Findings);
        var space = FeatureSpace.Default;
        var prompts = set.Examples.Select(example => PromptCounts.Of(example.Prompt, space)).ToList();
        var labels = new LabelTable(set.Examples, models);
        var folded = FoldedFit.Of(set.Examples, prompts, labels, space, options, stop);
        var best = folded.BestStrength(labels);
        stop.ThrowIfCancellationRequested();
        var scale = ColumnScale.Of(prompts, space);
        var all = Enumerable.Range(0, prompts.Count).ToList();
        var weights = FoldedFit.Fit(SparseRows.Of(prompts, scale), labels, all, [FoldedFit.Strengths[best]]);
        return new TrainingOutcome<LearnedQuality>.Learned(QualityAssembly.Of(task, models, scale, SeenWords.Of(prompts), weights, folded, best, labels), set.Findings);
    }
}
