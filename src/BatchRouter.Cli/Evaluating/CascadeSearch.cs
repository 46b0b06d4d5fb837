using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Chooses the rule on training rows, from beliefs of fits that have not seen them: never on rows that are scored.</summary>
internal sealed class CascadeSearch
{
    /// <summary>Points of the frontier, from always-cheap to the most that can be bought.</summary>
    public const int Levels = 16;

    // The best of many rules looks a little better on the rows it was chosen on than elsewhere.
    private const double Margin = 0.002;
    private const int Worths = 200;
    private const double LeastWorthUsd = 0.000_5;
    private const double MostWorthUsd = 1;

    private readonly List<(CascadeRule Rule, Purchase Mean)> _points = [];
    private readonly IReadOnlyList<ManyRow> _rows;

    public CascadeSearch(IReadOnlyList<ManyRow> rows, IReadOnlyList<CascadeState> states)
    {
        _rows = rows;
        for (var step = 0; step < Worths; step++)
            foreach (var asksSecond in (bool[])[false, true])
            {
                // Worth nothing, nothing is bought: the frontier begins at the cheap model itself.
                var worth = step == 0 ? 0 : LeastWorthUsd * Math.Pow(MostWorthUsd / LeastWorthUsd, (step - 1) / (Worths - 2.0));
                var rule = new CascadeRule(worth, asksSecond);
                _points.Add((rule, Purchase.Mean(rows.Select((row, i) => rule.Buy(row, states[i])))));
            }
    }

    /// <summary>The cheapest that is, with a margin, as right as a model; where none is, the most right.</summary>
    public CascadeRule Cheapest(string model)
    {
        var wanted = Purchase.Mean(_rows.Select(row => Purchase.Of(row, model))).Correct + Margin;
        var enough = _points.Where(point => point.Mean.Correct >= wanted).ToList();
        return enough.Count > 0 ? enough.MinBy(point => point.Mean.Cost).Rule : _points.MaxBy(point => point.Mean.Correct).Rule;
    }

    /// <summary>The most right within a budget: levels are spaced evenly by the logarithm of the cost.</summary>
    public CascadeRule AtLevel(int level)
    {
        var (least, most) = (_points.Min(point => point.Mean.Cost), _points.Max(point => point.Mean.Cost));
        var budget = least * Math.Pow(most / least, level / (Levels - 1.0));
        return _points.Where(point => point.Mean.Cost <= budget * (1 + 1e-9)).MaxBy(point => point.Mean.Correct).Rule;
    }
}
