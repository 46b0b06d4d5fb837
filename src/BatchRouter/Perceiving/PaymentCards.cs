namespace BatchRouter.Perceiving;

/// <summary>Card numbers: an issuer's prefix and length, groups as they are printed, and Luhn's check digit.</summary>
internal static class PaymentCards
{
    public static bool IsOne(ReadOnlySpan<char> match, ReadOnlySpan<char> before)
    {
        Span<char> digits = stackalloc char[32];
        var count = 0;
        foreach (var unit in match)
            if (char.IsAsciiDigit(unit))
                digits[count++] = unit;
            else if (unit is not ' ' and not '-')
                return false;
        return HasIssuer(digits[..count]) && IsGrouped(match, count) && CheckDigits.IsLuhn(digits[..count]);
    }

    private static bool HasIssuer(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 13)
            return false;
        var four = int.Parse(digits[..4], System.Globalization.CultureInfo.InvariantCulture);
        return digits.Length switch
        {
            15 => four / 100 is 34 or 37,
            14 => four / 100 is 36 or 38 or 39 || four / 10 is >= 300 and <= 305,
            16 or 19 or 13 when four / 1_000 == 4 => true,
            16 => four / 100 is >= 51 and <= 55 or 65 || four is >= 2221 and <= 2720 or 6011 or >= 3528 and <= 3589 || four / 10 is >= 644 and <= 649,
            _ => false,
        };
    }

    // In one piece, or in groups of at least four: 4-6-5, 4-4-4-4, 4-6-4.
    private static bool IsGrouped(ReadOnlySpan<char> match, int digits)
    {
        if (match.Length == digits)
            return true;
        var run = 0;
        for (var i = 0; i < match.Length; i++)
        {
            if (char.IsAsciiDigit(match[i]))
            {
                run++;
                continue;
            }

            if (run is < 4 or > 6)
                return false;
            run = 0;
        }

        return run >= 3;
    }
}
