using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning.Fitting;

/// <summary>Raw predictions for every example by fits that have not seen it, for each strength of the regularisation.</summary>
internal sealed class FoldedFit
{
    /// <summary>
    /// The lambdas tried. Blocks have length 1 and labels noise of about a half, so that these fit from dozens of examples to a hundred thousand.
    /// </summary>
    public static readonly double[] Strengths = [8, 16, 32, 64];

    private readonly double[] _raw;
    private readonly int _models;

    private FoldedFit(int examples, int models)
    {
        _models = models;
        _raw = new double[examples * models * Strengths.Length];
        Fold = new int[examples];
        Known = new double[examples];
    }

    /// <summary>By example.</summary>
    public int[] Fold { get; }

    /// <summary>By example: how much of its words the other folds had.</summary>
    public double[] Known { get; }

    public double Raw(int example, int model, int strength) => _raw[(((example * Strengths.Length) + strength) * _models) + model];

    /// <summary>By model.</summary>
    public float[] RawOf(int example, int strength) => [.. Enumerable.Range(0, _models).Select(model => (float)Raw(example, model, strength))];

    public static FoldedFit Of(
        IReadOnlyList<TrainingExample> examples, IReadOnlyList<PromptCounts> prompts, LabelTable labels, FeatureSpace space, TrainingOptions options, CancellationToken stop)
    {
        var folded = new FoldedFit(examples.Count, labels.Models);
        for (var i = 0; i < examples.Count; i++)
            folded.Fold[i] = StableFold.Of(examples[i].Id, options.Folds, options.Seed);
        for (var fold = 0; fold < options.Folds; fold++)
        {
            stop.ThrowIfCancellationRequested();
            var inside = Enumerable.Range(0, examples.Count).Where(i => folded.Fold[i] != fold).ToList();
            var outside = Enumerable.Range(0, examples.Count).Where(i => folded.Fold[i] == fold).ToList();
            if (inside.Count > 0 && outside.Count > 0)
                folded.Predict(prompts, labels, space, inside, outside);
        }

        return folded;
    }

    public static FittedWeights Fit(SparseRows rows, LabelTable labels, IReadOnlyList<int> inside, double[] strengths)
    {
        var means = Enumerable.Range(0, labels.Models).Select(model => labels.Mean(inside, model)).ToArray();
        var problems = new RidgeProblems(inside.Count, [.. strengths.SelectMany(strength => Enumerable.Repeat(strength, labels.Models))]);
        for (var row = 0; row < inside.Count; row++)
            for (var model = 0; model < labels.Models; model++)
                if (labels.Has(inside[row], model))
                    for (var s = 0; s < strengths.Length; s++)
                        problems.Set(row, (s * labels.Models) + model, labels.Of(inside[row], model) - means[model], labels.Weights[inside[row]]);
        return new FittedWeights(Ridge.Solve(rows, problems), problems.Width, means);
    }

    /// <summary>The strength whose out-of-fold gains have the least squared error; where no example has two labels, whose qualities have.</summary>
    public int BestStrength(LabelTable labels)
    {
        var gains = Strengths.Select((_, s) => GainError(labels, s)).ToArray();
        var errors = gains.All(double.IsNaN) ? [.. Strengths.Select((_, s) => QualityError(labels, s))] : gains;
        return Array.IndexOf(errors, errors.Min());
    }

    private void Predict(IReadOnlyList<PromptCounts> prompts, LabelTable labels, FeatureSpace space, List<int> inside, List<int> outside)
    {
        var learned = inside.ConvertAll(i => prompts[i]);
        var scale = ColumnScale.Of(learned, space);
        var fitted = Fit(SparseRows.Of(learned, scale), labels, inside, Strengths);
        var raw = Ridge.Times(SparseRows.Of(outside.ConvertAll(i => prompts[i]), scale), fitted.Coefficients, fitted.Width);
        var seen = SeenWords.Of(learned);
        for (var row = 0; row < outside.Count; row++)
        {
            Known[outside[row]] = seen.Share(prompts[outside[row]].Words);
            for (var r = 0; r < Strengths.Length * _models; r++)
                _raw[(outside[row] * Strengths.Length * _models) + r] = raw[(row * fitted.Width) + r] + fitted.Means[r % _models];
        }
    }

    private double GainError(LabelTable labels, int strength)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < labels.Count; i++)
            for (var strong = 1; strong < _models; strong++)
                for (var weak = 0; weak < strong; weak++)
                    if (labels.Has(i, strong) && labels.Has(i, weak))
                    {
                        var miss = labels.Of(i, strong) - labels.Of(i, weak) - Raw(i, strong, strength) + Raw(i, weak, strength);
                        (sum, weight) = (sum + (labels.Weights[i] * miss * miss), weight + labels.Weights[i]);
                    }

        return sum / weight;
    }

    private double QualityError(LabelTable labels, int strength)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Count; i++)
            for (var model = 0; model < _models; model++)
                if (labels.Has(i, model))
                    sum += labels.Weights[i] * Math.Pow(labels.Of(i, model) - Raw(i, model, strength), 2);
        return sum;
    }
}
