namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// Mean outcomes of rows that look alike, each cell leaning on the wider one it lies in (shrinkage): with few rows per cell, all models'
/// chances come from the same rows, so that their differences are steadier than those of separate fits.
/// </summary>
internal sealed class CellMeans
{
    // Rows that the wider cell counts for.
    private const double Lean = 8;
    private readonly Dictionary<string, (double Sum, int Count)> _cells = [];

    /// <param name="examples">Names of the cells an example lies in, widest first, and its outcome 0..1.</param>
    public CellMeans(IEnumerable<(IReadOnlyList<string> Cells, double Outcome)> examples)
    {
        foreach (var (cells, outcome) in examples)
            foreach (var cell in cells)
                _cells[cell] = _cells.TryGetValue(cell, out var known) ? (known.Sum + outcome, known.Count + 1) : (outcome, 1);
    }

    /// <summary>The expected outcome of a row in these cells, widest first.</summary>
    public double Of(IReadOnlyList<string> cells)
    {
        var mean = double.NaN;
        foreach (var cell in cells)
            if (_cells.TryGetValue(cell, out var known))
                mean = double.IsNaN(mean) ? known.Sum / known.Count : (known.Sum + (Lean * mean)) / (known.Count + Lean);
        return double.IsNaN(mean) ? 0 : mean;
    }
}
