using System.Buffers;
using System.Numerics;

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

    // One word that a single language has is worth 4.4 bits: less than that, for the whole text, is no evidence.
    private const double LeastBits = 4;

    // Against every other language: what speaks for this one alone, and how many times as much as what speaks for the other alone. So
    // languages that share most words are told apart by the few that they do not share, and a text in two languages is in neither.
    private const double LeastAhead = 2;
    private const double LeastTimes = 2;

    // Of the words, so many must be common ones, or it is a list of names, or a language that is not known here.
    private const double LeastCommon = 0.15;
    private const double RunWeight = 0.1;

    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("{}()[];=<>_\\/|&*+#$%^~`\"");

    /// <summary>ISO 639-1, lower-case; null, not sure.</summary>
    public static string? Of(string text)
    {
        var tally = new Tally(stackalloc double[LanguageWords.Codes.Count], stackalloc uint[MostWords]);
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

    private static void ReadLine(ReadOnlySpan<char> line, bool shouts, ref Tally tally, ref ScriptCount script)
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

    /// <summary>What speaks for each language in Latin letters, in bits.</summary>
    private ref struct Tally(Span<double> bits, Span<uint> masks)
    {
        private readonly Span<double> _bits = bits;
        private readonly Span<uint> _masks = masks;
        private int _words;
        private int _common;

        public readonly bool IsFull => _words == _masks.Length;

        /// <param name="padded">Lower-case, between two spaces.</param>
        public void Add(scoped ReadOnlySpan<char> padded)
        {
            var mask = LanguageWords.OfWord(padded[1..^1]);
            if (mask == 0)
                foreach (var letter in padded)
                    mask |= LanguageWords.OfLetter(letter);
            _masks[_words++] = mask;
            if (mask != 0)
                _common++;
            Give(mask, 1);
            for (var i = 0; i + 3 <= padded.Length; i++)
                Give(LanguageWords.OfRun(padded[i], padded[i + 1], padded[i + 2]), RunWeight);
        }

        public readonly string? Language
        {
            get
            {
                var best = 0;
                for (var i = 1; i < _bits.Length; i++)
                    if (_bits[i] > _bits[best])
                        best = i;
                return _bits[best] >= LeastBits && _common >= LeastCommon * _words && IsAhead(best) ? LanguageWords.Codes[best] : null;
            }
        }

        private readonly bool IsAhead(int best)
        {
            for (var other = 0; other < _bits.Length; other++)
            {
                if (other == best)
                    continue;
                var (ahead, behind) = (0.0, 0.0);
                foreach (var mask in _masks[.._words])
                    switch ((mask >> best) & 1, (mask >> other) & 1)
                    {
                        case (1, 0):
                            ahead += LanguageWords.Worth(mask);
                            break;
                        case (0, 1):
                            behind += LanguageWords.Worth(mask);
                            break;
                    }

                if (ahead < LeastAhead || ahead < LeastTimes * behind)
                    return false;
            }

            return true;
        }

        private readonly void Give(uint mask, double weight)
        {
            if (mask == 0)
                return;
            var worth = weight * LanguageWords.Worth(mask);
            for (; mask != 0; mask &= mask - 1)
                _bits[BitOperations.TrailingZeroCount(mask)] += worth;
        }
    }

    /// <summary>Letters by their writing: the one outside Latin that has the most, where it has more than Latin has words' worth.</summary>
    private struct ScriptCount
    {
        private int _latin;
        private int _other;
        private string? _language;
        private int _lead;

        // A vote in one pass: the writing that has more than half of the letters outside Latin keeps the lead.
        public void Add(char letter)
        {
            if (Scripts.Of(letter) is not { } language)
            {
                _latin++;
                return;
            }

            _other++;
            if (_lead == 0)
                _language = language;
            _lead += _language == language ? 1 : -1;
        }

        // Writings without an alphabet say more per letter, so some of them among Latin names and code are enough.
        public readonly string? Language => _other >= 2 && _other * 3 > _latin ? _language : null;
    }
}
