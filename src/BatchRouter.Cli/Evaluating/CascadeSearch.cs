using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Chooses thresholds on training rows, from beliefs of fits that have not seen them: never on rows that are scored.</summary>
internal sealed class CascadeSearch
{
    /// <summary>Points of the frontier, from always-cheap to the most that can be bought.</summary>
    public const int Levels = 16;

    // The best of many thresholds looks a little better on the rows it was chosen on than elsewhere.
    private const double Margin = 0.01;
    private const int Steps = 14;

    private readonly List<(CascadeThresholds Thresholds, Purchase Mean)> _points = [];
    private readonly IReadOnlyList<ManyRow> _rows;

    public CascadeSearch(IReadOnlyList<ManyRow> rows, IReadOnlyList<CascadeState> states)
    {
        _rows = rows;
        // 0 accepts every cheap answer: the frontier begins at the cheap model itself.
        foreach (var cheap in (double[])[0, .. Quantiles(states.Select(state => state.Cheap))])
            foreach (var agreed in (double[])[2, .. Quantiles(states.Select(state => state.CheapAgainstSecond))])
                foreach (var strong in (double[])[0, .. Quantiles(states.Select(state => state.StrongAgreed)).Where((_, i) => i % 2 == 0)])
                {
                    var thresholds = new CascadeThresholds(cheap, agreed, strong);
                    _points.Add((thresholds, Purchase.Mean(rows.Select((row, i) => thresholds.Buy(row, states[i])))));
                }
    }

    /// <summary>The cheapest that is, with a margin, as right as a model; where none is, the most right.</summary>
    public CascadeThresholds Cheapest(string model)
    {
        var wanted = Purchase.Mean(_rows.Select(row => Purchase.Of(row, model))).Correct + Margin;
        var enough = _points.Where(point => point.Mean.Correct >= wanted).ToList();
        return enough.Count > 0 ? enough.MinBy(point => point.Mean.Cost).Thresholds : _points.MaxBy(point => point.Mean.Correct).Thresholds;
    }

    /// <summary>The most right within a budget: levels are spaced evenly by the logarithm of the cost.</summary>
    public CascadeThresholds AtLevel(int level)
    {
        var (least, most) = (_points.Min(point => point.Mean.Cost), _points.Max(point => point.Mean.Cost));
        var budget = least * Math.Pow(most / least, level / (Levels - 1.0));
        return _points.Where(point => point.Mean.Cost <= budget * (1 + 1e-9)).MaxBy(point => point.Mean.Correct).Thresholds;
    }

    private static IEnumerable<double> Quantiles(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        for (var step = 0; step <= Steps; step++)
            yield return sorted[step * (sorted.Length - 1) / Steps];
    }
}
