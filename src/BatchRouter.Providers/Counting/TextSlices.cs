using System.Globalization;

namespace BatchRouter.Providers.Counting;

/// <summary>
/// Cuts long runs without a break, since the tokenizer's work grows with the square of a run (100,000 letters take seconds).
/// Ordinary text stays whole, however long.
/// </summary>
internal static class TextSlices
{
    /// <summary>The longest run that the tokenizer is given whole, in UTF-16 units. No word is as long; base64 and the like are.</summary>
    public const int LongestRun = 400;

    public static IReadOnlyList<Range> Of(string text)
    {
        var slices = new List<Range>();
        var (start, broken) = (0, 0);
        for (var i = 1; i < text.Length; i++)
        {
            if (IsBreak(text[i - 1], text[i]))
                broken = i;
            if (i - broken < LongestRun || char.IsLowSurrogate(text[i]))
                continue;
            slices.Add(start..i);
            (start, broken) = (i, i);
        }

        slices.Add(start..);
        return slices;
    }

    // The tokenizer's pattern ends a piece after letters wherever no letter or mark follows; an apostrophe may belong to them.
    private static bool IsBreak(char last, char next) =>
        char.IsLetter(last) && !(char.IsLetter(next) || char.IsSurrogate(next) || next == '\'' || IsMark(next));

    private static bool IsMark(char c) => c >= '\u0300' && char.GetUnicodeCategory(c)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
