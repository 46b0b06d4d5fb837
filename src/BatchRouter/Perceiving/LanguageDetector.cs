using System.Buffers;

namespace BatchRouter.Perceiving;

/// <summary>
/// The language of a prompt, by its writing, its common words, its letters and its runs of three letters. It knows some thirty languages,
/// reads the first 300 words, skips lines that look like code, and says nothing rather than guess.
/// </summary>
public static class LanguageDetector
{
    private const int MostWords = 300;
    private const int MostCharacters = 6_000;
    private const int LongestWord = 24;

    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("{}()[];=<>_\\/|&*+#$%^~`\"");

    /// <summary>ISO 639-1, lower-case; null, not sure.</summary>
    public static string? Of(string text)
    {
        var tally = new LanguageTally(stackalloc double[LanguageWords.Codes.Count], stackalloc uint[MostWords]);
        var script = new ScriptCount();
        var isFenced = false;
        var seen = text.AsSpan(0, Math.Min(text.Length, MostCharacters));
        var shouts = !seen.ContainsAnyInRange('a', 'z');
        foreach (var line in seen.EnumerateLines())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            else if (!isFenced && !IsCode(line))
                ReadLine(line, shouts, ref tally, ref script);
            if (tally.IsFull)
                break;
        }

        return script.Language is { } language ? Scripts.Refine(language, seen) : tally.Language;
    }

    private static bool IsCode(ReadOnlySpan<char> line)
    {
        var (marks, others) = (0, 0);
        foreach (var unit in line)
            if (CodeMarks.Contains(unit))
                marks++;
            else if (unit != ' ')
                others++;
        return marks > 2 && marks * 8 > others;
    }

    private static void ReadLine(ReadOnlySpan<char> line, bool shouts, ref LanguageTally tally, ref ScriptCount script)
    {
        Span<char> word = stackalloc char[LongestWord + 2];
        for (var i = 0; i < line.Length;)
        {
            if (!char.IsLetter(line[i]))
            {
                i++;
                continue;
            }

            var start = i;
            var (length, capitals, isName) = (1, 0, false);
            for (; i < line.Length && IsOfWord(line, i); i++)
            {
                isName |= i > start && char.IsUpper(line[i]) && char.IsLower(line[i - 1]);
                capitals += char.IsUpper(line[i]) ? 1 : 0;
                script.Add(line[i]);
                if (length <= LongestWord)
                    word[length++] = line[i] == 'İ' ? 'i' : char.ToLowerInvariant(line[i]);
            }

            // Among other words, what stands in capitals is an abbreviation, or SQL.
            if (isName || capitals > 1 && capitals == i - start && !shouts || IsPartOfAName(line, start, i))
                continue;
            word[0] = word[length] = ' ';
            tally.Add(word[..(length + 1)]);
            if (tally.IsFull)
                return;
        }
    }

    private static bool IsOfWord(ReadOnlySpan<char> line, int i) =>
        char.IsLetter(line[i]) || line[i] is '\'' or '’' && i + 1 < line.Length && char.IsLetter(line[i + 1]) && i > 0 && char.IsLetter(line[i - 1]);

    // Identifiers, addresses and calls are of no language.
    private static bool IsPartOfAName(ReadOnlySpan<char> line, int start, int end) =>
        start > 0 && line[start - 1] is '_' or '@' or '/' or '\\' or '#' or '$' or >= '0' and <= '9'
        || start > 1 && line[start - 1] == '.' && char.IsLetterOrDigit(line[start - 2])
        || end < line.Length && line[end] is '_' or '@' or '(' or >= '0' and <= '9'
        || end + 1 < line.Length && line[end] is '.' or ':' && (char.IsLetterOrDigit(line[end + 1]) || line[end + 1] == '/');
}
