using System.Globalization;
using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How a model came to its answer: whether it reasoned before the form it fills in, at what length, and what the answer looks like.</summary>
internal static class ReasoningSigns
{
    // What stands before the form and is shorter is a greeting.
    private const int FewestChars = 40;

    public static IEnumerable<(string Name, double Value)> Of(ModelOutcome outcome)
    {
        var text = outcome.Response ?? "";
        var form = text.IndexOf("\"reasoning\"", StringComparison.Ordinal);
        var isFirst = (form < 0 ? text.Length : form) >= FewestChars;
        var length = Math.Log((1 + outcome.Chars) / 1_000.0);
        yield return ("reasoned-first", isFirst ? 1 : 0);
        yield return ("length", length);
        yield return ("length-reasoned-first", isFirst ? length : 0);
        yield return ("no-form", text.Contains("\"answer\"", StringComparison.Ordinal) ? 0 : 1);
        yield return ("whole", IsWhole(outcome.Answer) ? 1 : 0);
    }

    public static bool IsFirst(ModelOutcome outcome)
    {
        var form = (outcome.Response ?? "").IndexOf("\"reasoning\"", StringComparison.Ordinal);
        return (form < 0 ? (outcome.Response ?? "").Length : form) >= FewestChars;
    }

    public static bool IsWhole(string? answer) =>
        long.TryParse(answer, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
}
