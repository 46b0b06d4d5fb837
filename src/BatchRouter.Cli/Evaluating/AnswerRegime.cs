using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Learning.Measuring;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// A cascade that pays for the weak answer, reads it, and escalates where the strong model's predicted quality most exceeds the confidence
/// in the answer. The weak model's predicted quality is the prior of the confidence, as in production.
/// </summary>
internal sealed class AnswerRegime(IReadOnlyList<Split<PairRow>> splits, ulong seed, Evaluators evaluators)
{
    private static readonly TaskScoring Scoring = new() { Verifiers = ["final-number"] };
    private static readonly string[] Models = ["weak", "strong"];
    private static readonly string[] Text = ["text"];

    public EvalRow Measure(string set, double wanted, CancellationToken stop)
    {
        var rows = splits.SelectMany(split => split.Test).ToList();
        var (fits, seconds) = evaluators.Run($"{set}, cascade", splits, split => Score(split, stop), stop);
        var routed = Measured.Routed(rows, [.. fits.SelectMany(fit => fit.Scores)]);
        var details = Measured.Details(routed);
        foreach (var pgr in (double[])[0.5, 0.8, 0.9])
        {
            details[$"cost_share_at_pgr_{pgr * 100:F0}"] = CostShare(routed, rows, GainRecovered.Cpt(routed, pgr));
            details[$"strong_share_at_pgr_{pgr * 100:F0}"] = GainRecovered.Cpt(routed, pgr);
        }

        details["confidence_calibration_error"] = fits.Average(fit => fit.Confidence.CalibrationError);
        details["confidence_calibration_error_before"] = fits.Average(fit => fit.Confidence.CalibrationErrorBefore);
        return new EvalRow
        {
            Set = set,
            Regime = "cascade that reads the weak answer",
            Metric = "apgr",
            Value = GainRecovered.Apgr(routed),
            Interval = Bootstrap.OfApgr([routed], (int)(seed % int.MaxValue)),
            Wanted = wanted,
            Random = Measured.Random(rows, seed),
            LengthOnly = Measured.LengthOnly(rows),
            Labels = (int)Math.Round(splits.Average(split => split.Train.Count)),
            Scored = rows.Count,
            Seconds = seconds,
            Details = details,
        };
    }

    // The weak model is paid for every row, the strong one for those that the order sends to it first.
    private static double CostShare(RoutedRows routed, List<PairRow> rows, double strongShare)
    {
        var escalated = routed.Order.Take((int)Math.Round(strongShare * rows.Count)).Sum(row => StrongCost(rows[row]));
        return (rows.Sum(row => EvalPrices.Mixtral.Of(row.Prompt.Length, row.WeakText!.Length)) + escalated) / rows.Sum(StrongCost);
    }

    private static double StrongCost(PairRow row) => EvalPrices.Gpt4.Of(row.Prompt.Length, row.StrongText!.Length);

    private (LearnedConfidence Confidence, double[] Scores) Score(Split<PairRow> split, CancellationToken stop)
    {
        var before = RowLearning.OutOfFold(split.Train, rows => Learn(rows, stop));
        var confidence = RowLearning.Confidence(split.Train.Select((row, i) => new AnswerExample(row.Id, Signals(row, before[i]), row.Weak)), seed);
        var says = Learn(split.Train, stop);
        return (confidence, [.. split.Test.Select(row => says(row) is var said ? said[1] - confidence.Of(Signals(row, said)) : 0)]);
    }

    // Weak quality and strong quality by the prompt, and the weak answer's by its own words.
    private Func<PairRow, double[]> Learn(IReadOnlyList<PairRow> rows, CancellationToken stop)
    {
        var byPrompt = RowLearning.Qualities("prompts", Models,
            rows.Select(row => new TrainingExample(row.Id, row.Prompt, new Dictionary<string, double> { ["weak"] = row.Weak, ["strong"] = row.Strong })), seed, stop);
        var byText = RowLearning.Qualities("answers", Text,
            rows.Select(row => new TrainingExample(row.Id, row.WeakText!, new Dictionary<string, double> { ["text"] = row.Weak })), seed, stop);
        return row => byPrompt.Predict(row.Prompt).Quality is var quality ? [quality[0], quality[1], byText.Predict(row.WeakText!).Quality[0]] : [];
    }

    private static IReadOnlyList<Signal> Signals(PairRow row, double[] said)
    {
        var input = new ScoringInput(new Answer { Text = row.WeakText! }, row.Prompt, ResponseFormatKind.Text, null, said[0]);
        return AnswerSignals.Of(input, Scoring, ("answer-text", AnswerSignals.LogOdds(said[2])));
    }
}
