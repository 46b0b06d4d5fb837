using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// Which of the two strong models serves a kind of question: the one whose calls win more right answers per USD. Decided over all rows of
/// the kind at once; decided anew in every cell, it follows chance, and what was won in training is lost elsewhere.
/// </summary>
internal static class StrongerByKind
{
    public static IReadOnlyDictionary<QuestionKind, string> Learn(IEnumerable<ManyRow> rows) =>
        rows.GroupBy(row => QuestionKinds.Of(row.Prompt)).ToDictionary(
            kind => kind.Key, kind => WonPerUsd(kind, ManyRegime.Target) >= WonPerUsd(kind, ManyRegime.Other) ? ManyRegime.Target : ManyRegime.Other);

    private static double WonPerUsd(IEnumerable<ManyRow> rows, string model) =>
        rows.Sum(row => row.ByModel[model].Correct - row.ByModel[ManyRegime.Cheap].Correct) / rows.Sum(row => Purchase.CostOf(row, model));
}
