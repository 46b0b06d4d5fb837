using System.Text.RegularExpressions;

namespace BatchRouter.Cli.Evaluating;

/// <summary>What a question looks like, by marks in its text alone: signals mean different things in each kind.</summary>
internal enum QuestionKind
{
    Prose,
    Formula,
    Code,
}

/// <summary>Reads the kind from the prompt.</summary>
internal static partial class QuestionKinds
{
    public static QuestionKind Of(string prompt)
    {
        if (FunctionHead().IsMatch(prompt))
            return QuestionKind.Code;
        return prompt.Contains('\\', StringComparison.Ordinal) || InDollars().IsMatch(prompt) ? QuestionKind.Formula : QuestionKind.Prose;
    }

    [GeneratedRegex(@"\bdef \w+\(|```")]
    private static partial Regex FunctionHead();

    // A closing dollar sign stands after no blank and before no digit; two amounts of money do not look so.
    [GeneratedRegex(@"\$[^$\s](?:[^$]*[^$\s])?\$(?!\d)")]
    private static partial Regex InDollars();
}
