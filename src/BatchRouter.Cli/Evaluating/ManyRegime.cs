using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning.Measuring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>A cascade over several priced models: its rule is chosen on training rows, and every call is paid.</summary>
internal sealed class ManyRegime(IReadOnlyList<Split<ManyRow>> splits, ulong seed, Evaluators evaluators)
{
    public const string Cheap = "gpt-4o-mini-2024-07-18";
    public const string Second = "claude-3-haiku-20240307";
    public const string Target = "gpt-4o-2024-08-06";
    public const string Other = "claude-3-5-sonnet-20241022";

    /// <summary>Weakest first.</summary>
    public static readonly string[] Models = [Second, Cheap, Target, Other];

    public EvalRow Measure(string set, double wanted, CancellationToken stop)
    {
        var rows = splits.SelectMany(split => split.Test).ToList();
        var (fits, seconds) = evaluators.Run($"{set}, cascade of {Models.Length} models", splits, Fit, stop);
        var bought = fits.SelectMany(fit => fit.AtTarget).ToList();
        var frontier = Enumerable.Range(0, CascadeSearch.Levels).Select(level => Purchase.Mean(fits.SelectMany(fit => fit.ByLevel[level]))).ToList();
        var target = Purchase.Mean(rows.Select(row => Purchase.Of(row, Target)));
        var details = Details(rows, bought, frontier, target);
        return new EvalRow
        {
            Set = set,
            Regime = "multi-model cascade, every call paid",
            Metric = "cost share at gpt-4o's accuracy",
            Value = Purchase.Mean(bought).Cost / target.Cost,
            Interval = Bootstrap.Of(rows.Count, (int)(seed % int.MaxValue), times => Share(times, row => bought[row].Cost) / Share(times, row => Purchase.Of(rows[row], Target).Cost)),
            Wanted = wanted,
            Random = 1,
            LengthOnly = LengthOnly(rows, target),
            Labels = (int)Math.Round(splits.Average(split => split.Train.Count)),
            Scored = rows.Count,
            Seconds = seconds,
            Details = details,
        };
    }

    private (Purchase[] AtTarget, Purchase[][] ByLevel) Fit(Split<ManyRow> split)
    {
        if (split.Train.Count == 0)
            throw new EvalRefusedException("no rows are left to learn from: all of them are among the scored ones");
        var search = new CascadeSearch(split.Train);
        Purchase[] Apply(CascadeRule rule) => [.. split.Test.Select(rule.Buy)];
        return (Apply(search.Cheapest(Target)), [.. Enumerable.Range(0, CascadeSearch.Levels).Select(level => Apply(search.AtLevel(level)))]);
    }

    private static Dictionary<string, double> Details(List<ManyRow> rows, List<Purchase> bought, List<Purchase> frontier, Purchase target)
    {
        var details = new Dictionary<string, double>
        {
            ["accuracy"] = Purchase.Mean(bought).Correct,
            ["accuracy_gpt_4o"] = target.Correct,
            ["usd_per_thousand_rows"] = Purchase.Mean(bought).Cost * 1_000,
        };
        foreach (var model in Models)
        {
            var single = Purchase.Mean(rows.Select(row => Purchase.Of(row, model)));
            details[$"accuracy {model}"] = single.Correct;
            details[$"cost_share {model}"] = single.Cost / target.Cost;
            if (Above(frontier, single) is { } best)
                details[$"frontier_above {model}"] = best - single.Correct;
        }

        for (var level = 0; level < frontier.Count; level++)
        {
            details[$"frontier_{level}_cost_share"] = frontier[level].Cost / target.Cost;
            details[$"frontier_{level}_accuracy"] = frontier[level].Correct;
        }

        return details;
    }

    /// <summary>
    /// Best accuracy of the frontier at no more than a model's own cost; null where the frontier begins above that. Between two of its
    /// points lie the mixes of both rules.
    /// </summary>
    private static double? Above(List<Purchase> frontier, Purchase single)
    {
        var mixed = frontier.Zip(frontier.Skip(1)).Where(pair => pair.First.Cost <= single.Cost && pair.Second.Cost > single.Cost)
            .Select(pair => pair.First.Correct + ((pair.Second.Correct - pair.First.Correct) * (single.Cost - pair.First.Cost) / (pair.Second.Cost - pair.First.Cost)));
        return frontier.Where(point => point.Cost <= single.Cost * (1 + 1e-9)).Select(point => point.Correct).Concat(mixed).Max(correct => (double?)correct);
    }

    // The longest prompts to the target, the others to the cheap model, no answer read: the least cost share that reaches the target's accuracy.
    private static double LengthOnly(List<ManyRow> rows, Purchase target)
    {
        var (correct, cost) = (rows.Sum(row => Purchase.Of(row, Cheap).Correct), rows.Sum(row => Purchase.Of(row, Cheap).Cost));
        foreach (var row in rows.OrderByDescending(row => row.Prompt.Length))
        {
            if (correct >= target.Correct * rows.Count - 1e-9)
                break;
            correct += Purchase.Of(row, Target).Correct - Purchase.Of(row, Cheap).Correct;
            cost += Purchase.Of(row, Target).Cost - Purchase.Of(row, Cheap).Cost;
        }

        return cost / rows.Count / target.Cost;
    }

    private static double Share(int[] times, Func<int, double> value)
    {
        var sum = 0.0;
        for (var row = 0; row < times.Length; row++)
            sum += times[row] * value(row);
        return sum;
    }
}
