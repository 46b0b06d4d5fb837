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
    private readonly Dictionary<string, ResponseLength> _lengths = [];

    /// <param name="rows">To learn from.</param>
    /// <param name="seed">Of the folds.</param>
    public static CascadeSignals Learn(IReadOnlyList<ManyRow> rows, ulong seed)
    {
        var signals = new CascadeSignals();
        var read = rows.ToDictionary(row => row.Id, row => CheapReading.Of(row));
        void Learn(string name, Func<ManyRow, IReadOnlyList<Signal>> of, Func<ManyRow, double> label) =>
            signals._learned[name] = RowLearning.Confidence(rows.Select(row => new AnswerExample(row.Id, of(row), label(row))), seed);

        Learn(SecondAgrees, row => read[row.Id].Knowing(null), row => Agrees(row, ManyRegime.Second) ? 1 : 0);
        foreach (var model in Answering)
        {
            Learn(model, row => read[row.Id].Knowing(null), row => row.ByModel[model].Correct);
            Learn($"{model} compared", row => read[row.Id].Knowing(Agrees(row, ManyRegime.Second)), row => row.ByModel[model].Correct);
        }

        foreach (var model in Answering[1..])
            Learn($"{model} agreed", row => read[row.Id].Having(model), row => row.ByModel[model].Correct);
        foreach (var model in Asked)
            signals._lengths[model] = new ResponseLength(rows, model);
        return signals;
    }

    public CascadeState Of(ManyRow row)
    {
        var read = CheapReading.Of(row);
        Beliefs After(bool? agrees) => new(Belief(read, ManyRegime.Cheap, agrees), Belief(read, ManyRegime.Target, agrees), Belief(read, ManyRegime.Other, agrees));
        return new CascadeState(After(null), After(true), After(false), _learned[SecondAgrees].Of(read.Knowing(null)),
            ExpectedUsd(row, ManyRegime.Second), ExpectedUsd(row, ManyRegime.Target), ExpectedUsd(row, ManyRegime.Other),
            _learned[$"{ManyRegime.Target} agreed"].Of(read.Having(ManyRegime.Target)), _learned[$"{ManyRegime.Other} agreed"].Of(read.Having(ManyRegime.Other)));
    }

    private static bool Agrees(ManyRow row, string model) => AnswersAgree.Agree(row.ByModel[ManyRegime.Cheap].Answer, row.ByModel[model].Answer);

    private double Belief(CheapReading read, string model, bool? secondAgrees) =>
        _learned[secondAgrees is null ? model : $"{model} compared"].Of(read.Knowing(secondAgrees));

    private double ExpectedUsd(ManyRow row, string model) => Purchase.PriceOf(model).Of(row.Prompt.Length, _lengths[model].Of(row));
}
