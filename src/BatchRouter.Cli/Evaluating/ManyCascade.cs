using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// What a cascade over four models learns from training rows: the confidence in the cheap answer once read, what the strong models would
/// make of the row given that, and the same once the second cheap model's answer was compared.
/// </summary>
/// <param name="Signals">Learned from all training rows.</param>
/// <param name="OutOfFold">
/// By training row. The rule is chosen on these rows: what they are believed to be may not come from fits that saw their outcomes.
/// </param>
internal sealed record ManyCascade(CascadeSignals Signals, IReadOnlyList<CascadeState> OutOfFold)
{
    // Counting is quick: with many folds the training rows are judged by nearly as much as the scored ones are.
    private const int InnerFolds = 10;

    public static ManyCascade Learn(IReadOnlyList<ManyRow> rows) => new(
        CascadeSignals.Learn(rows),
        RowLearning.OutOfFold<ManyRow, CascadeState>(rows, inside => CascadeSignals.Learn(inside).Of, InnerFolds));

    public CascadeState Of(ManyRow row) => Signals.Of(row);
}
