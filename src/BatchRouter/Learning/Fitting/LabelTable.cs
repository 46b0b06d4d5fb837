namespace BatchRouter.Learning.Fitting;

/// <summary>Labels by example and model, with the model's mean for centring. A missing label is NaN.</summary>
internal sealed class LabelTable
{
    private readonly double[] _labels;

    public LabelTable(IReadOnlyList<TrainingExample> examples, IReadOnlyList<string> models)
    {
        Models = models.Count;
        Weights = [.. examples.Select(example => example.Weight)];
        _labels = new double[examples.Count * Models];
        for (var i = 0; i < examples.Count; i++)
            for (var m = 0; m < Models; m++)
                _labels[(i * Models) + m] = examples[i].Quality.TryGetValue(models[m], out var label) ? label : double.NaN;
        // Weights only matter beside each other; at mean 1 the regularisation keeps its meaning.
        var mean = Weights.Average();
        for (var i = 0; i < Weights.Length; i++)
            Weights[i] /= mean;
    }

    public int Models { get; }

    public double[] Weights { get; }

    public int Count => Weights.Length;

    public double Of(int example, int model) => _labels[(example * Models) + model];

    public bool Has(int example, int model) => !double.IsNaN(Of(example, model));

    /// <summary>Weighted mean of a model's labels among some examples; 0.5 where it has none.</summary>
    public double Mean(IReadOnlyList<int> among, int model)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var i in among)
            if (Has(i, model))
                (sum, weight) = (sum + (Weights[i] * Of(i, model)), weight + Weights[i]);
        return weight > 0 ? sum / weight : 0.5;
    }
}
