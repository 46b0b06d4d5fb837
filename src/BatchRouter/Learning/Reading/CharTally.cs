namespace BatchRouter.Learning.Reading;

/// <summary>One pass over the characters, without a branch that a text's words could mislead: starts of words are bits, signs a histogram.</summary>
internal struct CharTally
{
    private const int LongWordChars = 9;

    // One field of 16 bits each, so that one addition counts all: a text has fewer than 2^16 characters.
    private const ulong Letter = 1, Digit = 1UL << 16, Underscore = 1UL << 32, Capital = 1UL << 48;

    // What a character begins unless the one before forbids it: a word, a number, a gap; a capital needs a blank before it.
    private static readonly ulong[] Begins = [.. Enumerable.Range(0, 128).Select(c => BeginsWith((char)c))];
    private static readonly ulong[] Forbids = [.. Enumerable.Range(0, 128).Select(c => ForbidsAfter((char)c))];

    public int Words, Lines, Digits, Numbers, Uppers, Capitalised, NonAscii, Latex, Code, Operators, Questions, Quotes, Commas, Sentences, LongestWord, LongWords;

    public static CharTally Of(ReadOnlySpan<char> text)
    {
        var tally = new CharTally();
        Span<int> times = stackalloc int[128];
        times.Clear();
        ReadOnlySpan<ulong> begins = Begins;
        ReadOnlySpan<ulong> forbids = Forbids;
        var (starts, forbidden) = (0UL, Capital);
        var (word, longWords, longest) = (0, 0, 0);
        foreach (var c in text)
        {
            ulong begun;
            if (c < 128)
            {
                times[c]++;
                begun = begins[c];
                starts += begun & ~forbidden;
                forbidden = forbids[c];
            }
            else
            {
                begun = tally.Rare(c);
                starts += begun & ~forbidden;
                forbidden = (begun & Letter) | Capital;
            }

            word = (word + 1) & -(int)(begun & Letter);
            longWords += word == LongWordChars ? 1 : 0;
            longest = Math.Max(longest, word);
        }

        (tally.Words, tally.LongWords, tally.LongestWord) = ((ushort)starts, longWords, longest);
        (tally.Numbers, tally.Code, tally.Capitalised) = ((ushort)(starts >> 16), (ushort)(starts >> 32), (int)(starts >> 48));
        tally.AddSigns(times);
        return tally;
    }

    // What is upper case but no letter, as a circled one, is a sign.
    private static ulong BeginsWith(char c) =>
        char.IsLetter(c) ? Letter | (char.IsUpper(c) ? Capital : 0) : char.IsAsciiDigit(c) ? Digit : c == '_' ? Underscore : 0;

    private static ulong ForbidsAfter(char c) => (BeginsWith(c) & ~Capital) | (c == ' ' ? 0 : Capital);

    private ulong Rare(char c)
    {
        var begun = BeginsWith(c);
        NonAscii++;
        Uppers += (begun & Capital) != 0 ? 1 : 0;
        Quotes += c is '“' or '”' or '’' ? 1 : 0;
        return begun;
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
