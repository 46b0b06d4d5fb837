using BatchRouter.Scoring;

namespace BatchRouter.Learning.Fitting;

/// <summary>
/// Signals by answer. Coefficient 0 is the offset, 1 the slope of the prior's log-odds, the rest slope x weight of a feature; a signal
/// that an answer does not have is 0, as in a score.
/// </summary>
internal sealed class SignalTable
{
    private const double LeastPrior = 0.01;
    private readonly double[][] _rows;
    private readonly string[] _features;

    private SignalTable(IReadOnlyList<AnswerExample> examples, string[] features)
    {
        _features = features;
        Labels = [.. examples.Select(example => example.Correct)];
        Weights = [.. examples.Select(example => example.Weight)];
        Defaults = [0, 1, .. features.Select(Default)];
        _rows = [.. examples.Select(Row)];
        Spreads = [1, 1, .. features.Select((_, f) => Spread(f + 2))];
    }

    public double[] Labels { get; }

    public double[] Weights { get; }

    public int Count => _rows.Length;

    /// <summary>Coefficients of the default weights: what the regularisation pulls to.</summary>
    public double[] Defaults { get; }

    /// <summary>By coefficient: how far the signal varies, so that the regularisation knows its unit.</summary>
    public double[] Spreads { get; }

    public static SignalTable Of(IReadOnlyList<AnswerExample> examples) =>
        new(examples, [.. examples.SelectMany(example => example.Signals).Select(signal => signal.Name).Where(IsFeature).Distinct().Order(StringComparer.Ordinal)]);

    public double Of(int answer, double[] coefficients) => Logistic.Of(_rows[answer], coefficients);

    /// <summary>Coefficients fitted to some answers, pulled towards the defaults.</summary>
    public double[] Fit(IEnumerable<int> inside, double strength) => Logistic.Fit(
        [.. inside.Select(i => new LogisticPoint(_rows[i], Labels[i], Weights[i]))], Defaults, [.. Spreads.Select(spread => strength * spread * spread)]);

    /// <summary>Coefficients as a score knows them, within the limits of a task's settings.</summary>
    public ScoringWeights ToWeights(double[] coefficients)
    {
        var slope = Math.Clamp(coefficients[1], 0.05, 5);
        var byFeature = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var f = 0; f < _features.Length; f++)
            byFeature.Add(_features[f], Math.Clamp(coefficients[f + 2] / slope, -ScoringWeights.LargestWeight, ScoringWeights.LargestWeight));
        return new ScoringWeights { Slope = slope, Offset = Math.Clamp(coefficients[0], -10, 10), ByFeature = byFeature };
    }

    private static bool IsFeature(string signal) => signal is not ("prior" or "calibration");

    private static double Default(string name)
    {
        foreach (var feature in AnswerFeatures.All.Concat(Verifiers.All.SelectMany(verifier => verifier.Features)))
            if (feature.Name == name)
                return feature.DefaultWeight;
        return 0;
    }

    private double[] Row(AnswerExample example)
    {
        var row = new double[_features.Length + 2];
        row[0] = 1;
        foreach (var signal in example.Signals)
            if (signal.Name == "prior")
            {
                var prior = Math.Clamp(signal.Value, LeastPrior, 1 - LeastPrior);
                row[1] = Math.Log(prior / (1 - prior));
            }
            else if (Array.IndexOf(_features, signal.Name) is >= 0 and var at)
                row[at + 2] = signal.Value;
        return row;
    }

    private double Spread(int column)
    {
        var mean = _rows.Average(row => row[column]);
        return Math.Max(0.05, Math.Sqrt(_rows.Average(row => Math.Pow(row[column] - mean, 2))));
    }
}
