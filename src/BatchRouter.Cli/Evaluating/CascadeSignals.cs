using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Beliefs of the cascade from the signals of the answers paid so far; each is a learned confidence of its own.</summary>
internal sealed class CascadeSignals
{
    private const string SecondAgrees = "second agrees";
    private static readonly string[] Answering = [ManyRegime.Cheap, ManyRegime.Target, ManyRegime.Other];
    private static readonly string[] Asked = [ManyRegime.Second, ManyRegime.Target, ManyRegime.Other];
    private readonly Dictionary<string, LearnedConfidence> _learned = [];
    private readonly Dictionary<string, CellMeans> _means = [];

    /// <param name="rows">To learn from.</param>
    /// <param name="seed">Of the folds.</param>
    public static CascadeSignals Learn(IReadOnlyList<ManyRow> rows, ulong seed)
    {
        var signals = new CascadeSignals();
        var read = rows.ToDictionary(row => row.Id, row => CheapReading.Of(row));
        void Learn(string name, Func<ManyRow, IReadOnlyList<Signal>> of, Func<ManyRow, double> label) =>
            signals._learned[name] = RowLearning.Confidence(rows.Select(row => new AnswerExample(row.Id, of(row), label(row))), seed);

        void Count(string name, Func<ManyRow, IReadOnlyList<string>> of, Func<ManyRow, double> label) =>
            signals._means[name] = new CellMeans(rows.Select(row => (of(row), label(row))));

        Count(SecondAgrees, row => read[row.Id].Cells(null), row => Agrees(row, ManyRegime.Second) ? 1 : 0);
        foreach (var model in Answering)
        {
            Count(model, row => read[row.Id].Cells(null), row => row.ByModel[model].Correct);
            Count($"{model} compared", row => read[row.Id].Cells(Agrees(row, ManyRegime.Second)), row => row.ByModel[model].Correct);
        }

        foreach (var model in Answering[1..])
            Learn($"{model} agreed", row => read[row.Id].Having(model), row => row.ByModel[model].Correct);
        foreach (var model in Asked)
            Count($"{model} usd", row => read[row.Id].Cells(null), row => Purchase.CostOf(row, model));
        return signals;
    }

    public CascadeState Of(ManyRow row)
    {
        var read = CheapReading.Of(row);
        Beliefs After(bool? agrees) => new(Belief(read, ManyRegime.Cheap, agrees), Belief(read, ManyRegime.Target, agrees), Belief(read, ManyRegime.Other, agrees));
        return new CascadeState(After(null), After(true), After(false), _means[SecondAgrees].Of(read.Cells(null)),
            ExpectedUsd(read, ManyRegime.Second), ExpectedUsd(read, ManyRegime.Target), ExpectedUsd(read, ManyRegime.Other),
            _learned[$"{ManyRegime.Target} agreed"].Of(read.Having(ManyRegime.Target)), _learned[$"{ManyRegime.Other} agreed"].Of(read.Having(ManyRegime.Other)));
    }

    private static bool Agrees(ManyRow row, string model) => AnswersAgree.Agree(row.ByModel[ManyRegime.Cheap].Answer, row.ByModel[model].Answer);

    private double Belief(CheapReading read, string model, bool? secondAgrees) =>
        _means[secondAgrees is null ? model : $"{model} compared"].Of(read.Cells(secondAgrees));

    private double ExpectedUsd(CheapReading read, string model) => _means[$"{model} usd"].Of(read.Cells(null));
}
