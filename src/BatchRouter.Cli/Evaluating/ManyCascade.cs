using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// What a cascade over four models learns from training rows: qualities by the prompt, the confidence in the cheap answer once read, once
/// compared with the second cheap model's, and in the first strong answer once compared with the cheap one.
/// </summary>
internal sealed class ManyCascade
{
    private static readonly TaskScoring Scoring = new() { Verifiers = ["final-number"] };
    private static readonly string[] Text = ["text"];
    private readonly Func<ManyRow, double[]> _says;
    private readonly LearnedConfidence _cheap;
    private readonly LearnedConfidence _agreed;
    private readonly LearnedConfidence _strong;

    private ManyCascade(Func<ManyRow, double[]> says, LearnedConfidence cheap, LearnedConfidence agreed, LearnedConfidence strong, IReadOnlyList<CascadeState> outOfFold) =>
        (_says, _cheap, _agreed, _strong, OutOfFold) = (says, cheap, agreed, strong, outOfFold);

    /// <summary>By training row.</summary>
    public IReadOnlyList<CascadeState> OutOfFold { get; private init; }

    public static ManyCascade Learn(IReadOnlyList<ManyRow> rows, ulong seed, CancellationToken stop)
    {
        var before = RowLearning.OutOfFold(rows, inside => Prompts(inside, seed, stop));
        AnswerExample Example(int i, IReadOnlyList<Signal> signals, string model) => new(rows[i].Id, signals, rows[i].ByModel[model].Correct);
        var all = Enumerable.Range(0, rows.Count).ToList();
        var cheap = RowLearning.Confidence(all.Select(i => Example(i, CheapSignals(rows[i], before[i]), ManyRegime.Cheap)), seed);
        var agreed = RowLearning.Confidence(all.Select(i => Example(i, AgreedSignals(rows[i], before[i]), ManyRegime.Cheap)), seed);
        var strong = RowLearning.Confidence(all.Select(i => Example(i, StrongSignals(rows[i], before[i]), FirstStrong(before[i]))), seed);
        var cascade = new ManyCascade(Prompts(rows, seed, stop), cheap, agreed, strong, []);
        return new ManyCascade(cascade._says, cheap, agreed, strong, [.. all.Select(i => cascade.State(rows[i], before[i]))]);
    }

    public CascadeState Of(ManyRow row) => State(row, _says(row));

    private CascadeState State(ManyRow row, double[] said) => new(
        _cheap.Of(CheapSignals(row, said)), _agreed.Of(AgreedSignals(row, said)), said[2], said[3], FirstStrong(said), _strong.Of(StrongSignals(row, said)));

    // The other strong model costs half as much again: it must be that much better.
    private static string FirstStrong(double[] said) => said[3] > said[2] + 0.03 ? ManyRegime.Other : ManyRegime.Target;

    // Qualities in the order of the models, then the cheap answer's by its own words.
    private static Func<ManyRow, double[]> Prompts(IReadOnlyList<ManyRow> rows, ulong seed, CancellationToken stop)
    {
        var byPrompt = RowLearning.Qualities("prompts", ManyRegime.Models,
            rows.Select(row => new TrainingExample(row.Id, row.Prompt, ManyRegime.Models.ToDictionary(model => model, model => row.ByModel[model].Correct))), seed, stop);
        var byText = RowLearning.Qualities("answers", Text, rows.Where(row => row.ByModel[ManyRegime.Cheap].Response is { Length: > 0 })
            .Select(row => new TrainingExample(row.Id, row.ByModel[ManyRegime.Cheap].Response!, new Dictionary<string, double> { ["text"] = row.ByModel[ManyRegime.Cheap].Correct })), seed, stop);
        return row => [.. byPrompt.Predict(row.Prompt).Quality, byText.Predict(row.ByModel[ManyRegime.Cheap].Response ?? "").Quality[0]];
    }

    private static IReadOnlyList<Signal> CheapSignals(ManyRow row, double[] said, params (string Name, double Value)[] more)
    {
        var cheap = row.ByModel[ManyRegime.Cheap];
        var input = new ScoringInput(new Answer { Text = cheap.Response ?? cheap.Answer ?? "" }, row.Prompt, ResponseFormatKind.Text, null, said[1]);
        return [.. AnswerSignals.Of(input, Scoring, [("answer-text", AnswerSignals.LogOdds(said[4])), ("answer-length", Math.Log((1 + cheap.Chars) / 800.0)), .. more])
            .Where(signal => !Vetoes.All.Contains(signal.Name))];
    }

    private static IReadOnlyList<Signal> AgreedSignals(ManyRow row, double[] said) =>
        CheapSignals(row, said, ("second-agrees", Agrees(row, ManyRegime.Cheap, ManyRegime.Second)));

    private static IReadOnlyList<Signal> StrongSignals(ManyRow row, double[] said)
    {
        var first = FirstStrong(said);
        return
        [
            new Signal("prior", Math.Clamp(first == ManyRegime.Target ? said[2] : said[3], 0.01, 0.99), 0),
            new Signal("cheap-agrees", Agrees(row, first, ManyRegime.Cheap), 0),
            new Signal("answer-length", Math.Log((1 + row.ByModel[first].Chars) / 800.0), 0),
        ];
    }

    private static double Agrees(ManyRow row, string one, string other) => AnswersAgree.Agree(row.ByModel[one].Answer, row.ByModel[other].Answer) ? 1 : 0;
}
