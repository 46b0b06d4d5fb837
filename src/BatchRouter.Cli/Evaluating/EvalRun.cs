using BatchRouter.Cli.Evaluating.Reading;

namespace BatchRouter.Cli.Evaluating;

/// <summary>Measures every line of the table that the data allows.</summary>
internal sealed class EvalRun(TextWriter progress, TimeProvider clock)
{
    private readonly Evaluators _evaluators = new(progress, clock);
    private readonly List<EvalRow> _rows = [];
    private readonly List<string> _leftOut = [];

    public EvalResult Run(EvalSettings settings, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var seed = settings.Seed;
        var mmlu = Splits(settings, "mmlu", folder => PairRow.ReadAll(folder, "mmlu", withTexts: false));
        var gsm8k = Splits(settings, "gsm8k", folder => PairRow.ReadAll(folder, "gsm8k", withTexts: true));
        var zeroeval = Splits(settings, "zeroeval", folder => ManyRow.ReadAll(folder, ManyRegime.Models));
        var few = Measure("mmlu 1500", mmlu, splits => new PromptRegime(splits, seed, _evaluators).Few("mmlu", 0.65, stop));
        var all = Measure("mmlu all", mmlu, splits => new PromptRegime(splits, seed, _evaluators).All("mmlu", 0.70, stop));
        var cascade = Measure("gsm8k", gsm8k, splits => new AnswerRegime(splits, seed, _evaluators).Measure("gsm8k", 0.70, stop));
        var many = Measure("zeroeval", zeroeval, splits => new ManyRegime(splits, seed, _evaluators).Measure("zeroeval", 0.5, stop));
        return new EvalResult
        {
            Mmlu1500Apgr = few?.Value,
            MmluAllApgr = all?.Value,
            Gsm8kCascadeApgr = cascade?.Value,
            Gsm8kCascadeCostShare = cascade?.Details["cost_share_at_pgr_80"],
            ZeroevalCostShareAtGpt4o = many?.Value,
            Seed = seed,
            Splitting = settings.Test is null ? "5-fold, out of fold" : "train and test",
            Rows = _rows,
            LeftOut = _leftOut,
            Seconds = Math.Round(clock.GetElapsedTime(began).TotalSeconds, 1),
        };
    }

    private IReadOnlyList<Split<T>> Splits<T>(EvalSettings settings, string set, Func<DirectoryInfo, IReadOnlyList<T>> read)
        where T : IEvalRow
    {
        var train = read(settings.Train);
        var test = settings.Test is { } folder ? read(folder) : train;
        if (train.Count == 0 || test.Count == 0)
            _leftOut.Add($"{set}: no rows in {(train.Count == 0 ? settings.Train : settings.Test!).FullName}");
        else
            return settings.Test is null ? Split<T>.Cross(train, settings.Seed) : [Split<T>.Of(train, test)];
        return [];
    }

    private EvalRow? Measure<T>(string name, IReadOnlyList<Split<T>> splits, Func<IReadOnlyList<Split<T>>, EvalRow> measure)
        where T : IEvalRow
    {
        if (splits.Count == 0)
            return null;
        try
        {
            var row = measure(splits);
            if (!double.IsFinite(row.Value))
                throw new EvalRefusedException("the models are equally good on these rows: no gap to recover");
            _rows.Add(row);
            return row;
        }
        catch (EvalRefusedException refused)
        {
            _leftOut.Add($"{name}: {refused.Message}");
            return null;
        }
    }
}
