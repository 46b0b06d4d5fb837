using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning.Measuring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>APGR of routers on the same rows, with the two that know nothing beside.</summary>
internal static class Measured
{
    private const int RandomOrders = 10;

    public static double Apgr(IReadOnlyList<PairRow> rows, IReadOnlyList<double> scores) => GainRecovered.Apgr(Routed(rows, scores));

    public static RoutedRows Routed(IReadOnlyList<PairRow> rows, IReadOnlyList<double> scores) =>
        new(scores, [.. rows.Select(row => row.Weak)], [.. rows.Select(row => row.Strong)]);

    public static double Random(IReadOnlyList<PairRow> rows, ulong seed)
    {
        var chance = new Random((int)(seed % int.MaxValue));
        return Enumerable.Range(0, RandomOrders).Average(_ => Apgr(rows, [.. rows.Select(_ => chance.NextDouble())]));
    }

    public static double LengthOnly(IReadOnlyList<PairRow> rows) => Apgr(rows, [.. rows.Select(row => (double)row.Prompt.Length)]);

    /// <summary>What belongs beside every APGR.</summary>
    public static Dictionary<string, double> Details(RoutedRows routed) => new()
    {
        ["weak_accuracy"] = routed.WeakMean,
        ["strong_accuracy"] = routed.StrongMean,
        ["apgr_routellm_bins"] = BinnedGainRecovered.Apgr(routed),
        ["cpt_50"] = GainRecovered.Cpt(routed, 0.5),
        ["cpt_80"] = GainRecovered.Cpt(routed, 0.8),
    };
}
