using System.Globalization;
using System.Text;
using BatchRouter.Scoring.Arithmetic;
using BatchRouter.Scoring.Verifying;

namespace BatchRouter.Auditing;

/// <summary>Whether two answers say the same after white space, case and the writing of numbers are made alike.</summary>
internal static class ExactComparison
{
    /// <summary>By the number that each ends on, where both end on one: word problems are worked in many words.</summary>
    public static double ByFinalNumber(string given, string other) => FinalAnswer.Find(given) is { Value: var one } && FinalAnswer.Find(other) is { Value: var two }
        ? Agreement(one == two)
        : Of(given, other);

    public static double Of(string given, string other) => Agreement(Normal(given) == Normal(other));

    /// <summary>Lower case, single spaces, numbers without separators and trailing zeros, no full stop at the end.</summary>
    internal static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (NumberReader.Starts(text, at))
            {
                var start = at;
                // Too long to be a number that anybody reckons with: an id, kept as it is written.
                if (NumberReader.TryRead(text, ref at, out var value, out _))
                    normal.Append(value.ToString("0.######", CultureInfo.InvariantCulture));
                else
                    normal.Append(text, start, at - start);
            }
            else if (char.IsWhiteSpace(text[at++]))
            {
                if (normal.Length > 0 && normal[^1] != ' ')
                    normal.Append(' ');
            }
            else
            {
                normal.Append(char.ToLowerInvariant(text[at - 1]));
            }
        }

        return normal.ToString().TrimEnd(' ', '.');
    }

    private static double Agreement(bool isEqual) => isEqual ? 1 : 0;
}
