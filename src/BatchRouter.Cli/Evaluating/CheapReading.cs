using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Sorts rows by what their prompt and their cheap answer look like.</summary>
internal static class CheapReading
{
    /// <summary>Where the row lies, widest first.</summary>
    /// <param name="row">Only its prompt and its cheap answer are read.</param>
    /// <param name="secondAgrees">Whether the second cheap model agrees with the cheap one; null before it was asked.</param>
    public static IReadOnlyList<string> Cells(ManyRow row, bool? secondAgrees)
    {
        var cheap = row.ByModel[ManyRegime.Cheap];
        var kind = $"{QuestionKinds.Of(row.Prompt)} {secondAgrees}";
        var first = $"{kind} first {ReasoningSigns.IsFirst(cheap)}";
        return [kind, first, $"{first} whole {ReasoningSigns.IsWhole(cheap.Answer)}"];
    }
}
