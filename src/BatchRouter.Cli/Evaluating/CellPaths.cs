using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The cells a row lies in, as far down as training rows are many enough to say something.</summary>
internal sealed class CellPaths
{
    // Below that, a cell is one with the wider one it lies in.
    private const int FewestRows = 30;
    private readonly Dictionary<string, int> _counts;

    public CellPaths(IEnumerable<ManyRow> rows) =>
        _counts = rows.SelectMany(CheapReading.Cells).CountBy(cell => cell).ToDictionary();

    /// <summary>Widest first; at least the widest.</summary>
    public IReadOnlyList<string> Of(ManyRow row) =>
        [.. CheapReading.Cells(row).Where((cell, depth) => depth == 0 || _counts.GetValueOrDefault(cell) >= FewestRows)];
}
