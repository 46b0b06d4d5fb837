using System.Collections.Frozen;

namespace BatchRouter.Perceiving;

/// <summary>IBANs: a country that has them, its length (ISO 13616 registry), and the check digits.</summary>
internal static class BankAccounts
{
    private const string Registry = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28
        HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29
        RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        """;

    private static readonly FrozenDictionary<(char, char), int> Lengths = Registry
        .Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(entry => (entry[0], entry[1]), entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    public static bool IsOne(ReadOnlySpan<char> match, ReadOnlySpan<char> before)
    {
        if (!Lengths.TryGetValue((match[0], match[1]), out var length))
            return false;
        Span<char> iban = stackalloc char[40];
        var count = 0;
        foreach (var unit in match)
        {
            if (unit != ' ')
                iban[count++] = unit;
            // What follows may be the next word in capitals.
            if (count == length)
                return CheckDigits.IsIban(iban[..count]);
        }

        return false;
    }
}
