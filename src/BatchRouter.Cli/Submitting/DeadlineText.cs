using System.Globalization;
using System.Text.RegularExpressions;
using BatchRouter.Contracts;

namespace BatchRouter.Cli.Submitting;

/// <summary>A deadline as people write it: <c>30m</c>, <c>6h</c>, <c>2d</c> from now, or an absolute ISO time with its zone.</summary>
internal static partial class DeadlineText
{
    public const string Wanted = "30m, 6h, 2d from now, or an absolute time with its zone such as 2026-11-22T20:00:00Z";

    /// <summary>Whole seconds in UTC; false, it is neither, or lies beyond the contract's limit.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset deadline)
    {
        deadline = default;
        if (Relative().Match(text) is { Success: true } match)
        {
            var seconds = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * Seconds(match.Groups[2].Value);
            if (seconds > TimeSpan.FromDays(Limits.DeadlineDays).TotalSeconds)
                return false;
            deadline = WholeSeconds(now.AddSeconds(seconds));
            return true;
        }

        if (!Absolute().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        deadline = WholeSeconds(time);
        return deadline <= now.AddDays(Limits.DeadlineDays);
    }

    public static bool IsRelative(string text) => Relative().IsMatch(text);

    private static double Seconds(string unit) => unit switch { "s" => 1, "m" => 60, "h" => 3_600, _ => 86_400 };

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    [GeneratedRegex(@"^(\d{1,9}(?:\.\d{1,6})?)([smhd])$")]
    private static partial Regex Relative();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();
}
