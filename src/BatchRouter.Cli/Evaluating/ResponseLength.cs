using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How long a model answers, from the length of the cheap response and the kind of question: a line of least squares per kind.</summary>
internal sealed class ResponseLength
{
    private readonly Dictionary<QuestionKind, (double Offset, double Slope)> _lines;

    public ResponseLength(IReadOnlyList<ManyRow> rows, string model) =>
        _lines = Enum.GetValues<QuestionKind>().ToDictionary(kind => kind, kind => Line([.. rows.Where(row => QuestionKinds.Of(row.Prompt) == kind)], rows, model));

    public int Of(ManyRow row)
    {
        var (offset, slope) = _lines[QuestionKinds.Of(row.Prompt)];
        return (int)Math.Max(1, offset + (slope * row.ByModel[ManyRegime.Cheap].Chars));
    }

    // A kind that hardly occurs takes the line of all rows.
    private static (double Offset, double Slope) Line(IReadOnlyList<ManyRow> rows, IReadOnlyList<ManyRow> all, string model)
    {
        const int fewest = 20;
        var given = rows.Count >= fewest ? rows : all;
        var (meanX, meanY) = (given.Average(row => row.ByModel[ManyRegime.Cheap].Chars), given.Average(row => row.ByModel[model].Chars));
        var spread = given.Sum(row => Math.Pow(row.ByModel[ManyRegime.Cheap].Chars - meanX, 2));
        var slope = spread <= 0 ? 0 : given.Sum(row => (row.ByModel[ManyRegime.Cheap].Chars - meanX) * (row.ByModel[model].Chars - meanY)) / spread;
        return (meanY - (slope * meanX), slope);
    }
}
