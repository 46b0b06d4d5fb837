using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Beliefs of the cascade from the signals of the answers paid so far; each is a learned confidence of its own.</summary>
internal sealed class CascadeSignals
{
    private static readonly TaskScoring Scoring = new() { Verifiers = ["final-number"] };
    private static readonly string[] StrongModels = [ManyRegime.Target, ManyRegime.Other];
    private readonly Dictionary<string, LearnedConfidence> _learned = [];
    private readonly Dictionary<string, double> _longer = [];

    public static CascadeSignals Learn(IReadOnlyList<ManyRow> rows, double[][] said, ulong seed)
    {
        var signals = new CascadeSignals();
        foreach (var compared in (bool[])[false, true])
        {
            signals.Learn($"cheap {compared}", rows, i => Cheap(rows[i], said[i], compared), ManyRegime.Cheap, seed);
            foreach (var model in StrongModels)
                signals.Learn($"{model} {compared}", rows, i => signals.Strong(rows[i], said[i], model, compared), model, seed);
        }

        foreach (var model in StrongModels)
        {
            signals.Learn($"{model} agreed", rows, i => Agreed(rows[i], said[i], model), model, seed);
            var longer = rows.Select(row => (1.0 + row.ByModel[model].Chars) / (1 + row.ByModel[ManyRegime.Cheap].Chars)).Order().ToArray();
            signals._longer[model] = longer[longer.Length / 2];
        }

        return signals;
    }

    public CascadeState Of(ManyRow row, double[] said) => new(
        BeliefsOf(row, said, false), BeliefsOf(row, said, true), ExpectedUsd(row, ManyRegime.Target), ExpectedUsd(row, ManyRegime.Other),
        _learned[$"{ManyRegime.Target} agreed"].Of(Agreed(row, said, ManyRegime.Target)), _learned[$"{ManyRegime.Other} agreed"].Of(Agreed(row, said, ManyRegime.Other)));

    private void Learn(string name, IReadOnlyList<ManyRow> rows, Func<int, IReadOnlyList<Signal>> signals, string model, ulong seed) =>
        _learned[name] = RowLearning.Confidence(rows.Select((row, i) => new AnswerExample(row.Id, signals(i), row.ByModel[model].Correct)), seed);

    private Beliefs BeliefsOf(ManyRow row, double[] said, bool compared) => new(
        _learned[$"cheap {compared}"].Of(Cheap(row, said, compared)),
        _learned[$"{ManyRegime.Target} {compared}"].Of(Strong(row, said, ManyRegime.Target, compared)),
        _learned[$"{ManyRegime.Other} {compared}"].Of(Strong(row, said, ManyRegime.Other, compared)));

    // A strong model answers so much longer than the cheap one, in the median of the training rows.
    private double ExpectedUsd(ManyRow row, string model) =>
        Purchase.PriceOf(model).Of(row.Prompt.Length, (int)(_longer[model] * row.ByModel[ManyRegime.Cheap].Chars));

    private static IReadOnlyList<Signal> Cheap(ManyRow row, double[] said, bool compared)
    {
        var cheap = row.ByModel[ManyRegime.Cheap];
        var input = new ScoringInput(new Answer { Text = cheap.Response ?? cheap.Answer ?? "" }, row.Prompt, ResponseFormatKind.Text, null, said[1]);
        return [.. AnswerSignals.Of(input, Scoring, ("answer-text", AnswerSignals.LogOdds(said[4])), Length(cheap), ("second-agrees", compared ? Agrees(row, ManyRegime.Second) : 0))
            .Where(signal => !Vetoes.All.Contains(signal.Name))];
    }

    private IReadOnlyList<Signal> Strong(ManyRow row, double[] said, string model, bool compared)
    {
        var confidence = _learned[$"cheap {compared}"].Of(Cheap(row, said, compared));
        return
        [
            Prior(said, model), new Signal("cheap-confidence", AnswerSignals.LogOdds(confidence), 0), new Signal("cheap-prior", AnswerSignals.LogOdds(said[1]), 0),
            new Signal("answer-length", Length(row.ByModel[ManyRegime.Cheap]).Value, 0), new Signal("second-agrees", compared ? Agrees(row, ManyRegime.Second) : 0, 0),
        ];
    }

    private static IReadOnlyList<Signal> Agreed(ManyRow row, double[] said, string model) =>
        [Prior(said, model), new Signal("cheap-agrees", Agrees(row, model), 0), new Signal("answer-length", Length(row.ByModel[model]).Value, 0)];

    private static Signal Prior(double[] said, string model) => new("prior", Math.Clamp(said[Array.IndexOf(ManyRegime.Models, model)], 0.01, 0.99), 0);

    private static (string Name, double Value) Length(ModelOutcome outcome) => ("answer-length", Math.Log((1 + outcome.Chars) / 800.0));

    private static double Agrees(ManyRow row, string model) => AnswersAgree.Agree(row.ByModel[ManyRegime.Cheap].Answer, row.ByModel[model].Answer) ? 1 : 0;
}
