namespace BatchRouter.Learning.Measuring;

/// <summary>Rows with both models' outcomes and a router's score: the higher the score, the sooner a row goes to the stronger model.</summary>
public sealed class RoutedRows
{
    private readonly int[] _order;

    /// <param name="scores">By row.</param>
    /// <param name="weak">Quality of the weaker model's answer, 0..1, by row.</param>
    /// <param name="strong">Of the stronger model's.</param>
    public RoutedRows(IReadOnlyList<double> scores, IReadOnlyList<double> weak, IReadOnlyList<double> strong)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scores.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(weak.Count, scores.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(strong.Count, scores.Count);
        (Scores, Weak, Strong) = (scores, weak, strong);
        (WeakMean, StrongMean) = (weak.Sum() / weak.Count, strong.Sum() / strong.Count);
        // Stable: ties stay in the order of the rows.
        _order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(row => scores[row])];
    }

    public IReadOnlyList<double> Scores { get; }

    public IReadOnlyList<double> Weak { get; }

    public IReadOnlyList<double> Strong { get; }

    public double WeakMean { get; }

    public double StrongMean { get; }

    public int Count => Scores.Count;

    /// <summary>Rows by falling score: the order in which they go to the stronger model.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Share of the quality gap that is recovered; not a number where the models are equally good.</summary>
    public double Pgr(double quality) => (quality - WeakMean) / (StrongMean - WeakMean);

    /// <summary>Mean quality when the first 0, 1, … n rows of the order go to the stronger model: n + 1 values.</summary>
    public double[] Curve()
    {
        var curve = new double[Count + 1];
        var sum = Weak.Sum();
        curve[0] = sum / Count;
        for (var k = 0; k < Count; k++)
        {
            sum += Strong[_order[k]] - Weak[_order[k]];
            curve[k + 1] = sum / Count;
        }

        return curve;
    }
}
