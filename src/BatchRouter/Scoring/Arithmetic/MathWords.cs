namespace BatchRouter.Scoring.Arithmetic;

/// <summary>The few words that mean arithmetic; every other word is a unit or prose.</summary>
internal static class MathWords
{
    private const int LongestCommandChars = 60;

    public static MathToken Classify(ReadOnlySpan<char> word, ReadOnlySpan<char> rest, bool attachedToDigit)
    {
        if (word.Length == 1)
            return Letter(word[0], rest, attachedToDigit);
        return word switch
        {
            "of" => new MathToken(MathTokenKind.Operator, Symbol: 'o'),
            "times" => new MathToken(MathTokenKind.Operator, Symbol: '*'),
            "plus" => new MathToken(MathTokenKind.Operator, Symbol: '+'),
            "minus" => new MathToken(MathTokenKind.Operator, Symbol: '-'),
            "equals" => new MathToken(MathTokenKind.Equals),
            "half" or "third" or "quarter" or "twice" or "double" or "triple" or "thrice" or "dozen" or "dozens" or "hundred"
                or "thousand" or "million" or "billion" or "mod" => new MathToken(MathTokenKind.Unknown),
            _ => new MathToken(MathTokenKind.Word),
        };
    }

    // x multiplies where a number follows; alone or glued to a digit it is a variable. "5g", "3m", "a" are units and prose.
    private static MathToken Letter(char letter, ReadOnlySpan<char> rest, bool attachedToDigit)
    {
        if (letter is 'x' or 'X')
            return new MathToken(NumberFollows(rest) ? MathTokenKind.Operator : MathTokenKind.Unknown, Symbol: '*');
        var isUnit = letter is 'g' or 'm' or 'h' or 's' or 'l' or 'L' or 'a' or 'A' or 'I';
        var standsForNumber = OperatorFollows(rest) || !(isUnit || (!attachedToDigit && char.IsUpper(letter)));
        return new MathToken(standsForNumber ? MathTokenKind.Unknown : MathTokenKind.Word);
    }

    /// <summary>Reads the command after a backslash: operators as such, <c>\text{..}</c> as a word, an escaped character as itself.</summary>
    public static MathToken ClassifyLatex(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
            at++;
        switch (text[start..at])
        {
            case "times" or "cdot":
                return new MathToken(MathTokenKind.Operator, Symbol: '*');
            case "div":
                return new MathToken(MathTokenKind.Operator, Symbol: '/');
            case "approx":
                return new MathToken(MathTokenKind.Equals);
            case "frac" or "dfrac" or "sqrt":
                return new MathToken(MathTokenKind.Unknown);
            case "text" or "mathrm" or "textbf":
                var end = text[at..Math.Min(text.Length, at + LongestCommandChars)].IndexOf('}');
                at = end < 0 ? at : at + end + 1;
                return new MathToken(MathTokenKind.Word);
            case "" when at < text.Length && text[at] == '*':
                at++;
                return new MathToken(MathTokenKind.Operator, Symbol: '*');
            default:
                return new MathToken(MathTokenKind.Break);
        }
    }

    private static bool NumberFollows(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" $£€");
        return rest.Length > 0 && (rest[0] == '(' || NumberReader.Starts(rest, 0));
    }

    private static bool OperatorFollows(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        return rest.Length > 0 && rest[0] is '+' or '-' or '*' or '/' or '=';
    }
}
