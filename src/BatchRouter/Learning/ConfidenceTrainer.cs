using BatchRouter.Learning.Fitting;
using BatchRouter.Learning.Measuring;

namespace BatchRouter.Learning;

/// <summary>
/// Learns what each signal of an answer says about its being right: logistic regression whose regularisation pulls towards the default
/// weights (a Gaussian prior around what is already believed), its strength chosen out of fold by log loss.
/// </summary>
public static class ConfidenceTrainer
{
    private static readonly double[] Strengths = [0.3, 1, 3, 10, 30, 100];

    /// <param name="examples">Judged answers; flaws are reported, see <see cref="TrainingFlaw"/>.</param>
    /// <param name="options">Default: <see cref="TrainingOptions.Default"/>.</param>
    public static TrainingOutcome<LearnedConfidence> Train(IEnumerable<AnswerExample> examples, TrainingOptions? options = null)
    {
        options ??= TrainingOptions.Default;
        var set = AnswerSet.Of(examples, options);
        if (set.Refusal is { } reason)
            return new TrainingOutcome<LearnedConfidence>.Refused(reason, set.Findings);
        var table = SignalTable.Of(set.Examples);
        var folds = set.Examples.Select(example => StableFold.Of(example.Id, options.Folds, options.Seed)).ToArray();
        var predicted = Strengths.Select(strength => OutOfFold(table, folds, strength)).ToArray();
        var losses = predicted.Select(p => Loss(p, table)).ToArray();
        var best = Array.IndexOf(losses, losses.Min());
        var weights = table.ToWeights(table.Fit(Enumerable.Range(0, table.Count), Strengths[best]));
        var before = Enumerable.Range(0, table.Count).Select(i => table.Of(i, table.Defaults)).ToArray();
        return new TrainingOutcome<LearnedConfidence>.Learned(
            new LearnedConfidence(weights, table.Count, CalibrationError.Of(predicted[best], table.Labels), CalibrationError.Of(before, table.Labels)),
            set.Findings);
    }

    private static double[] OutOfFold(SignalTable table, int[] folds, double strength)
    {
        var predicted = new double[table.Count];
        foreach (var fold in folds.Distinct().Order())
        {
            var learned = table.Fit(Enumerable.Range(0, table.Count).Where(i => folds[i] != fold), strength);
            for (var i = 0; i < table.Count; i++)
                if (folds[i] == fold)
                    predicted[i] = table.Of(i, learned);
        }

        return predicted;
    }

    private static double Loss(double[] predicted, SignalTable table)
    {
        var loss = 0.0;
        for (var i = 0; i < predicted.Length; i++)
        {
            var p = Math.Clamp(predicted[i], 1e-6, 1 - 1e-6);
            loss -= table.Weights[i] * ((table.Labels[i] * Math.Log(p)) + ((1 - table.Labels[i]) * Math.Log(1 - p)));
        }

        return loss;
    }
}
