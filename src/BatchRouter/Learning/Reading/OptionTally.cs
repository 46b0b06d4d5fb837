namespace BatchRouter.Learning.Reading;

/// <summary>Answer options of a multiple-choice question: lines that begin "A.", "B)" and so on.</summary>
internal struct OptionTally
{
    private const int MostOptions = 10;

    public int Count;
    public int StemChars;
    public float MeanChars;

    /// <summary>Longest less shortest option, in characters.</summary>
    public float Spread;

    /// <summary>Share of the options that begin with a digit, a sign or a currency.</summary>
    public float NumericShare;

    /// <summary>Mean share of its characters that an option has in common with the first one, as prefix and suffix.</summary>
    public float Likeness;

    public static OptionTally Of(ReadOnlySpan<char> text)
    {
        var tally = new OptionTally { StemChars = text.Length };
        ReadOnlySpan<char> first = default;
        var (chars, shortest, longest, numeric, alike) = (0, int.MaxValue, 0, 0, 0f);
        var start = 0;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].Trim();
            if (line.Length > 2 && tally.Count < MostOptions && line[0] == 'A' + tally.Count && line[1] is '.' or ')' or ':')
            {
                var option = line[2..].Trim();
                if (tally.Count++ == 0)
                {
                    first = option;
                    tally.StemChars = start;
                }
                else
                    alike += Alike(first, option);
                chars += option.Length;
                shortest = Math.Min(shortest, option.Length);
                longest = Math.Max(longest, option.Length);
                numeric += option.Length > 0 && (char.IsDigit(option[0]) || option[0] is '-' or '$' or '+') ? 1 : 0;
            }

            start = range.End.GetOffset(text.Length);
        }

        if (tally.Count < 2)
            return new OptionTally { StemChars = text.Length };
        tally.MeanChars = chars / (float)tally.Count;
        tally.Spread = longest - shortest;
        tally.NumericShare = numeric / (float)tally.Count;
        tally.Likeness = alike / (tally.Count - 1);
        return tally;
    }

    private static float Alike(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var most = Math.Min(one.Length, other.Length);
        var prefix = one.CommonPrefixLength(other);
        var suffix = 0;
        while (suffix < most - prefix && one[^(suffix + 1)] == other[^(suffix + 1)])
            suffix++;
        return (prefix + suffix) / (float)Math.Max(1, Math.Max(one.Length, other.Length));
    }
}
