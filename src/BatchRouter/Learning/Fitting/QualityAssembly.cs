using BatchRouter.Learning.Measuring;

namespace BatchRouter.Learning.Fitting;

/// <summary>Puts the artifact together: weights of the last fit, calibration and its error from the out-of-fold predictions.</summary>
internal static class QualityAssembly
{
    public static LearnedQuality Of(
        string task, IReadOnlyList<string> models, ColumnScale scale, SeenWords seen, FittedWeights weights, FoldedFit folded, int strength, LabelTable labels)
    {
        var all = Enumerable.Range(0, labels.Count).ToList();
        var raws = all.ConvertAll(i => folded.RawOf(i, strength));
        var calibration = JointCalibration.Fit(raws, labels, all);
        var parts = new LearnedParts
        {
            Task = task,
            Models = [.. models],
            TrainingSize = labels.Count,
            Strength = FoldedFit.Strengths[strength],
            CalibrationErrors = Errors(folded.Fold, raws, labels),
            TypicalKnown = Math.Max(0.05, folded.Known.Average()),
            Gains = [.. Gains(models, raws.ConvertAll(raw => calibration.Of(raw)))],
            Calibration = calibration,
            Scale = scale,
            Seen = seen,
            Weights = Squeezed(weights, models.Count, scale.Space.Columns),
            Means = [.. weights.Means.Select(mean => (float)mean)],
        };
        return new LearnedQuality(parts);
    }

    // A fold's calibration is fitted on the others: the error is that of a prompt nobody has seen.
    private static double[] Errors(int[] folds, List<float[]> raws, LabelTable labels)
    {
        var chances = new double[labels.Count][];
        foreach (var fold in folds.Distinct().Order())
        {
            var others = Enumerable.Range(0, labels.Count).Where(i => folds[i] != fold).ToList();
            var calibration = JointCalibration.Fit(raws, labels, others);
            for (var i = 0; i < labels.Count; i++)
                if (folds[i] == fold)
                    chances[i] = calibration.Of(raws[i]);
        }

        return [.. Enumerable.Range(0, labels.Models).Select(model => ErrorOf(chances, labels, model))];
    }

    private static double ErrorOf(double[][] chances, LabelTable labels, int model)
    {
        var known = Enumerable.Range(0, labels.Count).Where(i => labels.Has(i, model)).ToList();
        return CalibrationError.Of(known.ConvertAll(i => chances[i][model]), known.ConvertAll(i => labels.Of(i, model)));
    }

    private static IEnumerable<GainQuantiles> Gains(IReadOnlyList<string> models, List<double[]> chances)
    {
        for (var strong = 1; strong < models.Count; strong++)
            for (var weak = 0; weak < strong; weak++)
            {
                var (s, w) = (strong, weak);
                yield return GainQuantiles.Of(models[s], models[w], chances.Select(chance => chance[s] - chance[w]));
            }
    }

    private static float[] Squeezed(FittedWeights weights, int models, int columns)
    {
        var squeezed = new float[columns * models];
        for (var column = 0; column < columns; column++)
            weights.Coefficients.AsSpan(column * weights.Width, models).CopyTo(squeezed.AsSpan(column * models));
        return squeezed;
    }
}
