using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Beliefs of the cascade about a row, and expected costs, as means of the cells it lies in.</summary>
internal sealed class CascadeSignals
{
    private const string SecondAgrees = "second agrees";
    private static readonly string[] Answering = [ManyRegime.Cheap, ManyRegime.Target, ManyRegime.Other];
    private static readonly string[] Asked = [ManyRegime.Second, ManyRegime.Target, ManyRegime.Other];
    private readonly Dictionary<string, CellMeans> _means = [];

    public static CascadeSignals Learn(IReadOnlyList<ManyRow> rows)
    {
        var signals = new CascadeSignals();
        void Count(string name, Func<ManyRow, IReadOnlyList<string>> cells, Func<ManyRow, double> outcome) =>
            signals._means[name] = new CellMeans(rows.Select(row => (cells(row), outcome(row))));

        Count(SecondAgrees, row => CheapReading.Cells(row, null), row => Agrees(row) ? 1 : 0);
        foreach (var model in Answering)
        {
            Count(model, row => CheapReading.Cells(row, null), row => row.ByModel[model].Correct);
            Count($"{model} compared", row => CheapReading.Cells(row, Agrees(row)), row => row.ByModel[model].Correct);
        }

        foreach (var model in Asked)
            Count($"{model} usd", row => CheapReading.Cells(row, null), row => Purchase.CostOf(row, model));
        return signals;
    }

    public CascadeState Of(ManyRow row)
    {
        var read = CheapReading.Cells(row, null);
        Beliefs Knowing(bool agrees) => CheapReading.Cells(row, agrees) is var cells
            ? new(Mean($"{ManyRegime.Cheap} compared", cells), Mean($"{ManyRegime.Target} compared", cells), Mean($"{ManyRegime.Other} compared", cells)) : default;
        return new CascadeState(
            new Beliefs(Mean(ManyRegime.Cheap, read), Mean(ManyRegime.Target, read), Mean(ManyRegime.Other, read)), Knowing(true), Knowing(false), Mean(SecondAgrees, read),
            Mean($"{ManyRegime.Second} usd", read), Mean($"{ManyRegime.Target} usd", read), Mean($"{ManyRegime.Other} usd", read));
    }

    private static bool Agrees(ManyRow row) => AnswersAgree.Agree(row.ByModel[ManyRegime.Cheap].Answer, row.ByModel[ManyRegime.Second].Answer);

    private double Mean(string name, IReadOnlyList<string> cells) => _means[name].Of(cells);
}
