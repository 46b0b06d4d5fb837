namespace BatchRouter.Perceiving;

/// <summary>
/// Phone numbers: international ones by their plus, others by how people write them: (212) 555-0142, 212-555-0142, 030/1234567,
/// 01 23 45 67 89. A bare run of digits is one only after a word that says so.
/// </summary>
internal static class PhoneNumbers
{
    private static readonly string[] Words = ["phone", "tel", "call", "mobile", "mobil", "cell", "fax", "whatsapp", "telefon", "teléfono", "téléphone"];

    public static bool IsOne(ReadOnlySpan<char> match, ReadOnlySpan<char> before)
    {
        var (digits, gaps) = (0, 0);
        foreach (var unit in match)
            _ = char.IsAsciiDigit(unit) ? digits++ : gaps++;
        if (digits is < 7 or > 15 || IsDate(match))
            return false;
        if (match[0] == '+')
            return digits >= 8 && match[1] != '0';
        return IsAmerican(match, digits) || IsNational(match, digits, gaps) || IsAnnounced(before) && !match.Contains('.') || IsAnnounced(before) && digits >= 9;
    }

    // (NXX) NXX-XXXX: neither part begins with 0 or 1.
    private static bool IsAmerican(ReadOnlySpan<char> match, int digits)
    {
        var number = digits == 11 && match[0] == '1' && match.Length > 1 && match[1] is '-' or ' ' or '.' ? match[2..] : match;
        var isBracketed = number[0] == '(';
        var area = isBracketed ? number[1..] : number;
        if (area.Length < 12 || !IsExchange(area) || digits is < 10 or > 11)
            return false;
        var rest = area[3..];
        if (isBracketed)
            rest = rest[0] != ')' ? default : rest.Length > 1 && rest[1] == ' ' ? rest[2..] : rest[1..];
        else
            rest = rest[0] is '-' or '.' ? rest[1..] : default;
        return rest.Length == 8 && IsExchange(rest) && rest[3] is '-' or '.' && rest[4..].IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool IsExchange(ReadOnlySpan<char> digits) =>
        digits.Length >= 3 && digits[0] is >= '2' and <= '9' && char.IsAsciiDigit(digits[1]) && char.IsAsciiDigit(digits[2]);

    // 0, the area, and at most five groups in all, with one character between them.
    private static bool IsNational(ReadOnlySpan<char> match, int digits, int gaps)
    {
        var number = match[0] == '(' ? match[1..] : match;
        if (number[0] != '0' || number[1] == '0' || digits is < 9 or > 12 || gaps is 0 or > 5)
            return false;
        var dots = match.Count('.');
        return dots == 0 || dots == 4 && digits == 10;
    }

    private static bool IsAnnounced(ReadOnlySpan<char> before)
    {
        foreach (var word in Words)
            if (before.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    // 2026-11-22, 22.11.2026, 11/22/2026, and what may follow them.
    private static bool IsDate(ReadOnlySpan<char> match)
    {
        Span<int> groups = stackalloc int[3];
        Span<int> lengths = stackalloc int[3];
        var group = 0;
        foreach (var unit in match)
        {
            if (char.IsAsciiDigit(unit))
            {
                groups[group] = Math.Min(100_000, groups[group] * 10 + unit - '0');
                lengths[group]++;
            }
            else if (unit is '-' or '.' or '/' && group < 2)
                group++;
            else
                break;
        }

        if (group < 2 || lengths[1] > 2 || groups[1] is < 1 or > 31)
            return false;
        return IsYear(groups[0], lengths[0]) && lengths[2] <= 2 || lengths[0] <= 2 && groups[0] is >= 1 and <= 31 && IsYear(groups[2], lengths[2]);
    }

    private static bool IsYear(int value, int length) => length == 4 && value is >= 1800 and <= 2199;
}
