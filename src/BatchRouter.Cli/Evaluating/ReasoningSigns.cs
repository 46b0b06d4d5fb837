using System.Globalization;
using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How a model came to its answer, and what the answer looks like.</summary>
internal static class ReasoningSigns
{
    // What stands before the form and is shorter is a greeting.
    private const int FewestChars = 40;

    /// <summary>It reasoned freely before it filled in the form; where there is no form, all is reasoning.</summary>
    public static bool IsFirst(ModelOutcome outcome)
    {
        var text = outcome.Response ?? "";
        var form = text.IndexOf("\"reasoning\"", StringComparison.Ordinal);
        return (form < 0 ? text.Length : form) >= FewestChars;
    }

    public static bool IsWhole(string? answer) =>
        long.TryParse(answer, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);
}
