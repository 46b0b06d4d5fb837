namespace BatchRouter.Perceiving;

/// <summary>Numbers that carry a proof of themselves.</summary>
internal static class CheckDigits
{
    /// <summary>Luhn's sum (ISO/IEC 7812-1). Anything but a digit is skipped.</summary>
    public static bool IsLuhn(ReadOnlySpan<char> digits)
    {
        var (sum, isSecond) = (0, false);
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(digits[i]))
                continue;
            var value = (digits[i] - '0') << (isSecond ? 1 : 0);
            sum += value > 9 ? value - 9 : value;
            isSecond = !isSecond;
        }

        return sum % 10 == 0;
    }

    /// <summary>The remainder of 97 (ISO 13616): the first four stand at the end, letters count from 10. Upper-case letters and digits only.</summary>
    public static bool IsIban(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var unit = iban[(i + 4) % iban.Length];
            var value = char.IsAsciiDigit(unit) ? unit - '0' : unit - 'A' + 10;
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }

        return rest == 1;
    }
}
