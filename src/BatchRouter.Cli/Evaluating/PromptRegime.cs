using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Learning.Measuring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Routing by the prompt alone: the predicted gain of the strong over the weak model.</summary>
internal sealed class PromptRegime(IReadOnlyList<Split<PairRow>> splits, ulong seed, Evaluators evaluators)
{
    public const int DrawnLabels = 1_500;
    public const int Draws = 10;
    private static readonly string[] Models = ["weak", "strong"];

    /// <summary>Learns from all rows of each split's training part.</summary>
    public EvalRow All(string set, double wanted, CancellationToken stop) => Measure(set, "prompt only, all labels", wanted, 1, split => split.Train, stop);

    /// <summary>Learns from 1,500 rows of it, drawn ten times by a hash of the id; the mean of the ten.</summary>
    public EvalRow Few(string set, double wanted, CancellationToken stop)
    {
        return Measure(set, $"prompt only, {DrawnLabels} labels, mean of {Draws} draws", wanted, Draws, null, stop);
    }

    private EvalRow Measure(string set, string regime, double wanted, int draws, Func<Split<PairRow>, IReadOnlyList<PairRow>>? train, CancellationToken stop)
    {
        var rows = splits.SelectMany(split => split.Test).ToList();
        var fits = (from draw in Enumerable.Range(0, draws) from split in splits select (Draw: draw, Split: split)).ToList();
        var (scored, seconds) = evaluators.Run($"{set}, {regime}", fits, fit => Score(train?.Invoke(fit.Split) ?? Drawn(fit.Split, fit.Draw), fit.Split.Test, stop), stop);
        var routers = Enumerable.Range(0, draws)
            .Select(draw => Measured.Routed(rows, [.. Enumerable.Range(0, fits.Count).Where(f => fits[f].Draw == draw).SelectMany(f => scored[f].Scores)])).ToList();
        var details = Measured.Details(routers[0]);
        details["calibration_error_weak"] = scored.Average(fit => fit.Model.CalibrationErrors[0]);
        details["calibration_error_strong"] = scored.Average(fit => fit.Model.CalibrationErrors[1]);
        return new EvalRow
        {
            Set = set,
            Regime = regime,
            Metric = "apgr",
            Value = routers.Average(GainRecovered.Apgr),
            Interval = Bootstrap.OfApgr(routers, (int)(seed % int.MaxValue)),
            Wanted = wanted,
            Random = Measured.Random(rows, seed),
            LengthOnly = Measured.LengthOnly(rows),
            Labels = (int)Math.Round(scored.Average(fit => fit.Model.TrainingSize)),
            Scored = rows.Count,
            Seconds = seconds,
            Details = details,
        };
    }

    private IReadOnlyList<PairRow> Drawn(Split<PairRow> split, int draw) =>
        [.. split.Train.OrderBy(row => StableFold.Hash(row.Id, seed + 1_000 + (ulong)draw)).Take(DrawnLabels)];

    private (LearnedQuality Model, double[] Scores) Score(IReadOnlyList<PairRow> train, IReadOnlyList<PairRow> test, CancellationToken stop)
    {
        var model = RowLearning.Qualities("prompts", Models, train.Select(Example), seed, stop);
        return (model, [.. test.Select(row => model.Predict(row.Prompt).Gain("strong", "weak")!.Value)]);
    }

    private static TrainingExample Example(PairRow row) => new(row.Id, row.Prompt, new Dictionary<string, double> { ["weak"] = row.Weak, ["strong"] = row.Strong });
}
