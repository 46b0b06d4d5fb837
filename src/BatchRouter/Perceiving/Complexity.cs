using System.Text.RegularExpressions;

namespace BatchRouter.Perceiving;

/// <summary>
/// How much a prompt asks for, from its shape alone, 0 to 1:
/// <c>0.25 length + 0.10 sentences + 0.10 digits + 0.15 code + 0.15 formulas + 0.20 questions + 0.05 options</c>, each part 0 to 1:
/// length <c>log2(1 + words) / log2(1 + 1,000)</c>; sentences: words per sentence / 40; digits: numbers / 10; code: marks of code / 20, whole with a fence;
/// formulas: LaTeX commands and mathematical signs / 5; questions: half for (steps, conditions and question marks) / 6, half for words that ask for
/// reasoning / 3; options: lettered choices / 4. Nothing of this is difficulty itself: combine it.
/// </summary>
public static partial class Complexity
{
    private const int MostCharacters = 32_768;
    private const double ManyWords = 1_000;
    private const double LongSentence = 40;

    // What holds no whole word of a prompt's beginning costs nothing to leave out: a decision must stay cheap for a book, too.
    public static double Of(string prompt)
    {
        var text = prompt.AsSpan(0, Math.Min(prompt.Length, MostCharacters));
        var shape = Shape.Of(text);
        if (shape.Words == 0 && shape.Numbers == 0 && shape.Formulas == 0)
            return 0;
        var formulas = shape.Formulas + Formula().Count(text);
        var isFenced = text.Contains("```", StringComparison.Ordinal);
        var steps = shape.Questions + Step().Count(text) + Condition().Count(text);
        return (0.25 * Share(Math.Log2(1 + shape.Words), Math.Log2(1 + ManyWords)))
            + (0.10 * Share(shape.Words / (double)Math.Max(1, shape.Sentences), LongSentence))
            + (0.10 * Share(shape.Numbers, 10))
            + (0.15 * (isFenced ? 1 : Share(shape.CodeMarks, 20)))
            + (0.15 * Share(formulas, 5))
            + (0.20 * (Share(steps, 6) + Share(Reasoning().Count(text), 3)) / 2)
            + (0.05 * Share(Option().Count(text), 4));
    }

    private static double Share(double count, double full) => Math.Min(1, count / full);

    [GeneratedRegex(@"\\[a-zA-Z]{2,20}|\$\$|\^\{|_\{", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();

    [GeneratedRegex(@"^[ \t]{0,8}(?:\d{1,2}[.)]|[-*•])[ \t]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    [GeneratedRegex(@"\b(?:if|unless|except|otherwise|given that|such that|must|at least|at most|wenn|falls|muss|si|sauf|doit|debe|cuando)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(
        @"\b(?:why|how many|how much|how long|prove|proof|derive|explain|reason|compare|contrast|analy[sz]e|evaluate|design|optimi[sz]e|step by step|algorithm|warum|beweise|erkläre|vergleiche|pourquoi|expliquez?|comparez?|demuestra|explica|compara|analiza)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reasoning();

    [GeneratedRegex(@"^[ \t]{0,8}\(?[A-Ha-h][.):][ \t]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    /// <summary>What one pass over the characters counts.</summary>
    private readonly record struct Shape(int Words, int Sentences, int Numbers, int CodeMarks, int Formulas, int Questions)
    {
        public static Shape Of(ReadOnlySpan<char> text)
        {
            var (words, sentences, numbers, code, formulas, questions) = (0, 0, 0, 0, 0, 0);
            for (var i = 0; i < text.Length; i++)
            {
                var unit = text[i];
                var isFirst = i == 0 || !char.IsLetterOrDigit(text[i - 1]);
                // Writings without spaces: each character is about a word.
                if (char.IsLetter(unit) && (isFirst || unit is >= '\u3040' and <= '\u9fff'))
                    words++;
                else if (char.IsDigit(unit) && isFirst)
                    numbers++;
                else if (unit is '.' or '!' or '?' or '。' or '？' or '\n' && i > 0 && char.IsLetterOrDigit(text[i - 1]))
                    sentences++;
                questions += unit is '?' or '？' ? 1 : 0;
                code += unit is '{' or '}' or ';' or '=' or '<' or '>' or '[' or ']' or '_' ? 1 : 0;
                formulas += unit is '∑' or '∫' or '√' or '≤' or '≥' or '≠' or '∞' or '∂' or '×' or '÷' or 'π' or '^' ? 1 : 0;
            }

            return new Shape(words, sentences, numbers, code, formulas, questions);
        }
    }
}
