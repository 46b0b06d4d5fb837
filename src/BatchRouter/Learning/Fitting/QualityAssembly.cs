using BatchRouter.Learning.Measuring;

namespace BatchRouter.Learning.Fitting;

/// <summary>Puts the artifact together: weights of the last fit, calibration and its error from the out-of-fold predictions.</summary>
internal static class QualityAssembly
{
    public static LearnedQuality Of(
        string task, IReadOnlyList<string> models, ColumnScale scale, SeenWords seen, FittedWeights weights, FoldedFit folded, int strength, LabelTable labels)
    {
        var calibration = Enumerable.Range(0, models.Count).Select(model => Platt.Fit(Points(folded, strength, labels, model, _ => true))).ToArray();
        var parts = new LearnedParts
        {
            Task = task,
            Models = [.. models],
            TrainingSize = labels.Count,
            Strength = FoldedFit.Strengths[strength],
            CalibrationErrors = [.. Enumerable.Range(0, models.Count).Select(model => ErrorOf(folded, strength, labels, model))],
            TypicalKnown = Math.Max(0.05, folded.Known.Average()),
            Gains = [.. Gains(models, folded, strength, calibration)],
            Calibration = calibration,
            Scale = scale,
            Seen = seen,
            Weights = Squeezed(weights, models.Count, scale.Space.Columns),
            Means = [.. weights.Means.Select(mean => (float)mean)],
        };
        return new LearnedQuality(parts);
    }

    // A fold's calibration is fitted on the others: the error is that of a prompt nobody has seen.
    private static double ErrorOf(FoldedFit folded, int strength, LabelTable labels, int model)
    {
        var (predicted, outcome) = (new List<double>(), new List<double>());
        foreach (var fold in folded.Fold.Distinct().Order())
        {
            var platt = Platt.Fit(Points(folded, strength, labels, model, i => folded.Fold[i] != fold));
            foreach (var (raw, label, _) in Points(folded, strength, labels, model, i => folded.Fold[i] == fold))
            {
                predicted.Add(platt.Of(raw));
                outcome.Add(label);
            }
        }

        return CalibrationError.Of(predicted, outcome);
    }

    private static List<(double Raw, double Label, double Weight)> Points(FoldedFit folded, int strength, LabelTable labels, int model, Func<int, bool> among)
    {
        var points = new List<(double, double, double)>();
        for (var i = 0; i < labels.Count; i++)
            if (labels.Has(i, model) && among(i))
                points.Add((folded.Raw(i, model, strength), labels.Of(i, model), labels.Weights[i]));
        return points;
    }

    private static IEnumerable<GainQuantiles> Gains(IReadOnlyList<string> models, FoldedFit folded, int strength, Platt[] calibration)
    {
        for (var strong = 1; strong < models.Count; strong++)
            for (var weak = 0; weak < strong; weak++)
            {
                var (s, w) = (strong, weak);
                var gains = Enumerable.Range(0, folded.Fold.Length)
                    .Select(i => calibration[s].Of(folded.Raw(i, s, strength)) - calibration[w].Of(folded.Raw(i, w, strength)));
                yield return GainQuantiles.Of(models[s], models[w], gains);
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
