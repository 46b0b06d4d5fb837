namespace BatchRouter.Learning.Reading;

/// <summary>
/// Dense measures of a prompt: length, digits, code and LaTeX marks, negations, options, question words, and the kind of task they
/// hint at. Logarithms and shares, so that none runs away on a long prompt.
/// </summary>
internal static class PromptMarks
{
    /// <summary>Grows with new marks; a stored model of another count is refused.</summary>
    public const int Count = 56;

    private const int PhraseCount = 30;

    private static readonly PhraseFinder Phrases = new(
    [
        " not ", "except", "least", "never", "following", "which", "what", "who", "how", "why", "when", "where", "true", "false", "none of", "all of the",
        "statement 1", "i.", "ii", "____", "best", "most likely", "according to", "passage", "calculate", "if ", "prove", "summar", "translat", "classif",
    ]);

    /// <param name="text">The prompt as it stands.</param>
    /// <param name="folded">The same in lower case with single blanks: searching it needs no comparison by case.</param>
    /// <param name="marks">Gets them.</param>
    public static void Measure(ReadOnlySpan<char> text, ReadOnlySpan<char> folded, Span<float> marks)
    {
        marks.Clear();
        if (text.IsEmpty)
            return;
        var tally = CharTally.Of(text);
        var options = OptionTally.Of(text);
        float all = text.Length;
        var i = 0;
        marks[i++] = Log(text.Length) - 6;
        marks[i++] = Log(tally.Words) - 4;
        marks[i++] = Math.Min(12, all / Math.Max(1, tally.Words)) - 6;
        marks[i++] = Log(tally.Lines);
        marks[i++] = tally.Digits / all * 10;
        marks[i++] = Log(tally.Numbers);
        marks[i++] = tally.Uppers / all * 10;
        marks[i++] = Log(tally.Capitalised);
        marks[i++] = tally.Capitalised / (float)Math.Max(1, tally.Words) * 5;
        marks[i++] = Log(tally.NonAscii);
        marks[i++] = Log(tally.Latex);
        marks[i++] = Log(tally.Code);
        marks[i++] = Log(tally.Operators);
        marks[i++] = Log(tally.Questions);
        marks[i++] = Log(tally.Quotes);
        marks[i++] = Log(tally.Commas);
        marks[i++] = Log(tally.Sentences);
        marks[i++] = Log(tally.LongestWord) - 2;
        marks[i++] = Log(tally.LongWords);
        marks[i++] = options.Count;
        marks[i++] = Log(options.StemChars) - 5;
        marks[i++] = Log(options.MeanChars) - 3;
        marks[i++] = Log(options.Spread);
        marks[i++] = options.NumericShare;
        marks[i++] = options.Likeness;
        marks[i++] = text[^1] == '?' || text.TrimEnd().EndsWith("?") ? 1 : 0;
        var found = Phrases.Find(folded);
        for (var phrase = 0; phrase < PhraseCount; phrase++)
            marks[i++] = (found >> phrase) & 1;
    }

    private static float Log(float x) => MathF.Log(1 + x);
}
