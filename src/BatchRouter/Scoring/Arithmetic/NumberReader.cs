namespace BatchRouter.Scoring.Arithmetic;

/// <summary>Reads a plain number: digits, thousands separators, a decimal point. Signs, currency and percent belong to the caller.</summary>
internal static class NumberReader
{
    // Eighteen digits fit a long, and keep every product far from decimal's end.
    private const int MaxDigits = 12;
    private const int MaxDecimals = 6;

    /// <summary>Reads at <paramref name="at"/>, which moves behind the number. False, and behind the digits, where the number is too long to use.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, ref int at, out decimal value, out int decimals)
    {
        decimals = 0;
        var (digits, whole) = (0L, 0);
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || IsThousandsSeparator(text, at)); at++)
            if (text[at] != ',' && whole++ < MaxDigits)
                digits = (digits * 10) + (text[at] - '0');

        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            // Digits beyond the limit are dropped: 83.33333333333333 is a third all the same.
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++)
                if (decimals < MaxDecimals)
                    (digits, decimals) = ((digits * 10) + (text[at] - '0'), decimals + 1);
        }

        value = new decimal((int)digits, (int)(digits >> 32), 0, false, (byte)decimals);
        return whole <= MaxDigits;
    }

    public static bool Starts(ReadOnlySpan<char> text, int at) =>
        char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]));

    /// <summary>The first number of a text with its sign, or null.</summary>
    public static decimal? First(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!Starts(text, at))
                continue;
            var start = at;
            return TryRead(text, ref at, out var value, out _) ? (IsNegated(text, start) ? -value : value) : null;
        }

        return null;
    }

    // A minus before the number, or before its currency sign, that does not itself follow a number.
    private static bool IsNegated(ReadOnlySpan<char> text, int start)
    {
        var before = start - 1;
        if (before >= 0 && text[before] is '$' or '£' or '€')
            before--;
        return before >= 0 && text[before] is '-' or '\u2212' && (before == 0 || !char.IsLetterOrDigit(text[before - 1]));
    }

    private static bool IsThousandsSeparator(ReadOnlySpan<char> text, int at) =>
        text[at] == ',' && at + 3 < text.Length && at > 0 && char.IsAsciiDigit(text[at - 1])
        && char.IsAsciiDigit(text[at + 1]) && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3])
        && (at + 4 == text.Length || !char.IsAsciiDigit(text[at + 4]));
}
