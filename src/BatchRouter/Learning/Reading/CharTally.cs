namespace BatchRouter.Learning.Reading;

/// <summary>One pass over the characters, without a branch that a text's words could mislead: starts of words are bits, signs a histogram.</summary>
internal struct CharTally
{
    private const int LongWordChars = 9;
    private const int Letter = 1, Digit = 2, Underscore = 4, Blank = 8, Upper = 16;

    private static readonly byte[] Kinds = [.. Enumerable.Range(0, 128).Select(c => (byte)Kind((char)c))];

    public int Words, Lines, Digits, Numbers, Uppers, Capitalised, NonAscii, Latex, Code, Operators, Questions, Quotes, Commas, Sentences, LongestWord, LongWords;

    public static CharTally Of(ReadOnlySpan<char> text)
    {
        var tally = new CharTally();
        Span<int> times = stackalloc int[128];
        times.Clear();
        ReadOnlySpan<byte> kinds = Kinds;
        var (before, word, words, longWords, longest, numbers, capitalised, gaps) = (0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var c in text)
        {
            int kind;
            if (c < 128)
            {
                times[c]++;
                kind = kinds[c];
            }
            else
                kind = tally.Rare(c);
            var starts = kind & ~before;
            words += starts & Letter;
            numbers += (starts & Digit) >> 1;
            gaps += (starts & Underscore) >> 2;
            capitalised += (kind >> 4) & (before >> 3) & 1;
            word = (word + 1) & -(kind & Letter);
            longWords += word == LongWordChars ? 1 : 0;
            longest = Math.Max(longest, word);
            before = kind;
        }

        (tally.Words, tally.LongWords, tally.LongestWord) = (words, longWords, longest);
        (tally.Numbers, tally.Capitalised, tally.Code) = (numbers, capitalised, gaps);
        tally.AddSigns(times);
        return tally;
    }

    private static int Kind(char c) =>
        (char.IsLetter(c) ? Letter : 0) | (char.IsUpper(c) ? Upper : 0) | (char.IsAsciiDigit(c) ? Digit : 0) | (c == '_' ? Underscore : 0) | (c == ' ' ? Blank : 0);

    private int Rare(char c)
    {
        var kind = Kind(c);
        // What is upper case but no letter, as a circled one, is a sign.
        if ((kind & Letter) == 0)
            kind = 0;
        NonAscii++;
        Uppers += (kind & Upper) != 0 ? 1 : 0;
        Quotes += c is '“' or '”' or '’' ? 1 : 0;
        return kind;
    }

    private void AddSigns(ReadOnlySpan<int> times)
    {
        Lines = 1 + times['\n'];
        foreach (var count in times['A'..('Z' + 1)])
            Uppers += count;
        foreach (var count in times['0'..('9' + 1)])
            Digits += count;
        Latex = times['$'] + times['\\'] + times['^'];
        Code += times['{'] + times['}'] + times[';'] + times['['] + times[']'] + times['`'];
        Operators = times['='] + times['+'] + times['*'] + times['/'] + times['<'] + times['>'] + times['%'];
        Questions = times['?'];
        Quotes += times['"'] + times['\''];
        Commas = times[','];
        Sentences = times['.'] + times['!'];
    }
}
