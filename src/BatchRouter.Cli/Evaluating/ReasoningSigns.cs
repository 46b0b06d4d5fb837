using System.Globalization;
using System.Text.RegularExpressions;
using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>How a model came to its answer, and what the answer looks like.</summary>
internal static partial class ReasoningSigns
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

    /// <summary>
    /// The last sentence before the answer names it. Where it does not, the model filled in something that its own reasoning did not find.
    /// </summary>
    public static bool IsConcluded(ModelOutcome outcome)
    {
        if (string.IsNullOrWhiteSpace(outcome.Answer))
            return false;
        var sentence = LastSentence(outcome.Response ?? "");
        return Numbers().Matches(sentence).Any(number => AnswersAgree.Agree(number.Value.TrimEnd('.', ','), outcome.Answer))
            || (!IsNumber(outcome.Answer) && AnswersAgree.Plain(sentence).Contains(AnswersAgree.Plain(outcome.Answer), StringComparison.Ordinal));
    }

    // A digit of a longer number does not name the number.
    private static bool IsNumber(string answer) => decimal.TryParse(answer, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    private static string LastSentence(string response)
    {
        var form = response.LastIndexOf("\"answer\"", StringComparison.Ordinal);
        var reasoning = (form < 0 ? response : response[..form]).TrimEnd(' ', '\r', '\n', '"', ',', '{', '}', '`');
        return SentenceEnd().Split(reasoning).LastOrDefault(sentence => sentence.Trim().Length > 0) ?? "";
    }

    // A line break inside the form is written as a backslash and an n.
    [GeneratedRegex(@"(?<=[.!?])\s+|\n+|\\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"-?\d[\d,]*\.?\d*")]
    private static partial Regex Numbers();
}
