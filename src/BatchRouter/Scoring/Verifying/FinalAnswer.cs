using BatchRouter.Scoring.Arithmetic;

namespace BatchRouter.Scoring.Verifying;

/// <summary>The number an answer ends on.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsMarked">Behind <c>####</c>, in a box or after "answer is"; else the last number of the last line.</param>
/// <param name="CharsAfter">How much text follows a marker; 0 without one.</param>
internal readonly record struct FinalAnswer(decimal Value, bool IsMarked, int CharsAfter)
{
    private const int MaxMarkedChars = 80;
    private const int MaxConclusionChars = 400;

    private static readonly string[] Markers = ["####", "\\boxed{", "answer is", "answer:"];

    public static FinalAnswer? Find(ReadOnlySpan<char> text)
    {
        text = text.Length > WorkedTextReader.MaxChars ? text[^WorkedTextReader.MaxChars..] : text;
        text = text.TrimEnd();
        foreach (var marker in Markers)
        {
            var at = text.LastIndexOf(marker, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            var rest = text[(at + marker.Length)..].TrimStart();
            var line = rest[..Math.Min(rest.Length, MaxMarkedChars)];
            var end = line.IndexOf('\n');
            if (NumberReader.First(end < 0 ? line : line[..end]) is { } marked)
                return new FinalAnswer(marked, true, rest.Length);
        }

        return LastNumberOf(text[(text.LastIndexOf('\n') + 1)..]) is { } concluded ? new FinalAnswer(concluded, false, 0) : null;
    }

    private static decimal? LastNumberOf(ReadOnlySpan<char> line)
    {
        line = line.Length > MaxConclusionChars ? line[^MaxConclusionChars..] : line;
        var numbers = WorkedTextReader.Read(line).Numbers;
        return numbers.Count > 0 ? numbers[^1] : null;
    }
}
