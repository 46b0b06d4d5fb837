using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// Chooses rules from training rows alone: the steps of all cells, taken by worth until enough is won or spent. The last one is taken in
/// part, so that there is a rule for every accuracy and every budget.
/// </summary>
internal sealed class CascadeSearch
{
    /// <summary>Points of the frontier, from always-cheap to the most that can be bought.</summary>
    public const int Levels = 16;

    // Standard errors that are wanted above a model. Exactly as right as it on training rows would be less right on every second set of others.
    private const double Caution = 0.5;

    private readonly IReadOnlyList<ManyRow> _rows;
    private readonly CellPaths _paths;
    private readonly IReadOnlyList<CascadeStep> _steps;

    public CascadeSearch(IReadOnlyList<ManyRow> rows)
    {
        _rows = rows;
        _paths = new CellPaths(rows);
        var strong = StrongerByKind.Learn(rows);
        _steps = [.. rows.GroupBy(row => QuestionKinds.Of(row.Prompt)).SelectMany(kind => Steps([.. kind], strong[kind.Key])).OrderByDescending(step => step.Worth)];
    }

    /// <summary>The cheapest that is, with caution, as right as a model; where none is, the most right.</summary>
    public CascadeRule Cheapest(string model)
    {
        var missing = _rows.Average(row => row.ByModel[model].Correct - row.ByModel[ManyRegime.Cheap].Correct);
        var even = Winning(missing);
        var differences = _rows.Select(row => even.Buy(row).Correct - row.ByModel[model].Correct).ToList();
        var mean = differences.Average();
        return Winning(missing + (Caution * Math.Sqrt(differences.Average(one => (one - mean) * (one - mean)) / _rows.Count)));
    }

    /// <summary>The most right within a budget: levels are spaced evenly by the logarithm of the cost.</summary>
    public CascadeRule AtLevel(int level)
    {
        var least = _rows.Average(row => Purchase.CostOf(row, ManyRegime.Cheap));
        var most = least + _steps.Sum(step => step.Usd);
        return Spending((least * Math.Pow(most / least, level / (Levels - 1.0))) - least);
    }

    private CascadeRule Winning(double accuracy) => Take(step => step.Won, accuracy);

    private CascadeRule Spending(double usd) => Take(step => step.Usd, usd);

    private CascadeRule Take(Func<CascadeStep, double> measure, double wanted)
    {
        var taken = new Dictionary<string, Escalation>();
        foreach (var step in _steps)
        {
            if (measure(step) is var size && size >= wanted)
                return new CascadeRule(_paths, taken, step, Math.Max(0, wanted / size));
            taken[step.Cell] = step.To;
            wanted -= size;
        }

        return new CascadeRule(_paths, taken, null, 0);
    }

    private IEnumerable<CascadeStep> Steps(IReadOnlyList<ManyRow> kind, string strong)
    {
        var paths = kind.Select(_paths.Of).ToList();
        var ways = Escalation.WaysTo(strong).Select(to => (To: to, Added: kind.Select(row => Added(row, to)).ToList())).Select(way => (
            way.To,
            Usd: new CellMeans(paths.Zip(way.Added, (path, added) => (path, added.Cost))),
            Won: new CellMeans(paths.Zip(way.Added, (path, added) => (path, added.Correct))))).ToList();
        return paths.GroupBy(path => path[^1]).SelectMany(cell =>
            CascadeStep.Climb(cell.Key, [.. ways.Select(way => (way.To, way.Usd.Of(cell.First()), way.Won.Of(cell.First())))], (double)cell.Count() / _rows.Count));
    }

    private static Purchase Added(ManyRow row, Escalation to)
    {
        var (bought, cheap) = (to.Buy(row), default(Escalation).Buy(row));
        return new Purchase(bought.Cost - cheap.Cost, bought.Correct - cheap.Correct);
    }
}
