using System.Globalization;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Do two extracted answers say the same? Numbers by value; other text without blanks, quotes, dollar signs and case.</summary>
internal static class AnswersAgree
{
    public static bool Agree(string? one, string? other)
    {
        if (string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other))
            return false;
        var (a, b) = (Plain(one), Plain(other));
        return a == b || (Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(x)));
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Plain(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('"' or '\'' or '$' or '\\'))).ToLowerInvariant();
        return plain.Replace("dfrac", "frac", StringComparison.Ordinal).TrimEnd('.');
    }
}
