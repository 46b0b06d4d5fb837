using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Sorts rows by what their prompt and their cheap answer look like.</summary>
internal static class CheapReading
{
    /// <summary>
    /// Where the row lies, widest first: the kind of question, whether the cheap model reasoned before it filled in the form, whether its
    /// answer is sound: a whole number that its own reasoning ends with.
    /// </summary>
    /// <param name="row">Only its prompt and its cheap answer are read.</param>
    public static IReadOnlyList<string> Cells(ManyRow row)
    {
        var cheap = row.ByModel[ManyRegime.Cheap];
        var kind = $"{QuestionKinds.Of(row.Prompt)}";
        var first = $"{kind}, reasoned first {ReasoningSigns.IsFirst(cheap)}";
        return [kind, first, $"{first}, sound {ReasoningSigns.IsWhole(cheap.Answer) && ReasoningSigns.IsConcluded(cheap)}"];
    }
}
