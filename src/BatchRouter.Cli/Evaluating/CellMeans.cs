namespace BatchRouter.Cli.Evaluating;

/// <summary>Mean outcomes of rows that look alike, each cell leaning on the wider one it lies in (shrinkage).</summary>
internal sealed class CellMeans
{
    // Rows that the wider cell counts for.
    private const double Lean = 20;
    private readonly Dictionary<string, (double Sum, int Count)> _cells = [];

    /// <param name="examples">Names of the cells an example lies in, widest first, and its outcome.</param>
    public CellMeans(IEnumerable<(IReadOnlyList<string> Path, double Outcome)> examples)
    {
        foreach (var (path, outcome) in examples)
            foreach (var cell in path)
                _cells[cell] = _cells.TryGetValue(cell, out var known) ? (known.Sum + outcome, known.Count + 1) : (outcome, 1);
    }

    /// <summary>The expected outcome of a row in these cells, widest first; 0 where none is known.</summary>
    public double Of(IReadOnlyList<string> path)
    {
        double? mean = null;
        foreach (var cell in path)
            if (_cells.TryGetValue(cell, out var known))
                mean = mean is { } wider ? (known.Sum + (Lean * wider)) / (known.Count + Lean) : known.Sum / known.Count;
        return mean ?? 0;
    }
}
