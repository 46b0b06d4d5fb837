using System.Globalization;
using System.Text.RegularExpressions;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Do two extracted answers say the same? Numbers by value, units aside; other text without blanks, quotes, dollar signs and case.</summary>
internal static partial class AnswersAgree
{
    public static bool Agree(string? one, string? other)
    {
        if (string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other))
            return false;
        var (a, b) = (Plain(one), Plain(other));
        return a == b || (Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(x)));
    }

    /// <summary>For comparing only: no longer readable.</summary>
    public static string Plain(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('"' or '\'' or '$' or '\\'))).ToLowerInvariant();
        return Fraction().Replace(plain, "$1/$2").TrimEnd('.');
    }

    private static double? Number(string plain) =>
        WithUnit().Match(plain) is { Success: true } match
        && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")]
    private static partial Regex Fraction();

    // The unit is letters only: "40cubicinches" is forty, "2x+1" and "3/4" are no numbers.
    [GeneratedRegex(@"^([+-]?[\d.,]+(?:e[+-]?\d+)?)(?:%|[a-z]{3,})?$")]
    private static partial Regex WithUnit();
}
