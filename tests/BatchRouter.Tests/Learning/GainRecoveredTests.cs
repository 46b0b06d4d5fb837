using System.Text.Json;
using BatchRouter.Learning.Measuring;
using Xunit;

namespace BatchRouter.Tests.Learning;

/// <summary>
/// Against reference_metrics.py, which stands beside the recorded outcomes: the expected numbers were printed by running it on the
/// same inputs (apgr_exact, apgr_routellm, cpt and cpt_routellm at 0.2, 0.5 and 0.8, its percents divided by 100).
/// </summary>
public sealed class GainRecoveredTests
{
    private const double Exactness = 1e-9;

    [Fact]
    public void Metrics_WithTies_EqualTheReference() => AssertEqual(
        Invented(i => ((i * i * 7) + (i * 3)) % 23 / 23.0),
        new Expected(0.43358395989975024, 0.4335839598997498, [35.08771929824561, 50.877192982456144, 87.71929824561403], [36.842105263157904, 50.877192982456144, 83.33333333333333]));

    [Fact]
    public void Metrics_WithoutTies_EqualTheReference() => AssertEqual(
        Invented(i => i * 37 % 57 / 57.0),
        new Expected(0.5438596491228082, 0.5338345864661658, [15.789473684210526, 49.122807017543856, 71.9298245614035], [15.263157894736857, 55.26315789473684, 71.05263157894736]));

    [Theory]
    [InlineData("mmlu.dev.jsonl", 9833, 0.5745861687278844, 0.5735869127144733, 36.896165971727854, 37.40235691707624)]
    [InlineData("gsm8k.dev.jsonl", 910, 0.5841555183946534, 0.5828446010511225, 36.92307692307693, 36.73992673992675)]
    public void Metrics_OnRecordedRowsByLength_EqualTheReference(string file, int count, double apgr, double binned, double cpt, double binnedCpt)
    {
        var rows = RecordedOutcomes.Rows(file);
        Assert.SkipUnless(rows.Count == count, "other recorded rows than the expected numbers were computed on");
        var routed = new RoutedRows(Column(rows, row => row.GetProperty("prompt").GetString()!.Length), Column(rows, row => row.GetProperty("weak_correct").GetInt32()),
            Column(rows, row => row.GetProperty("strong_correct").GetInt32()));
        Assert.Equal(apgr, GainRecovered.Apgr(routed), Exactness);
        Assert.Equal(binned, BinnedGainRecovered.Apgr(routed), Exactness);
        Assert.Equal(cpt, 100 * GainRecovered.Cpt(routed, 0.5), Exactness);
        Assert.Equal(binnedCpt, 100 * BinnedGainRecovered.Cpt(routed, 0.5), Exactness);
    }

    [Fact]
    public void Apgr_OfTheBestAndTheWorstOrder_LieAroundChance()
    {
        var (weak, strong) = (new double[] { 0, 0, 1, 1 }, new double[] { 1, 1, 1, 1 });
        Assert.Equal(0.75, GainRecovered.Apgr(new RoutedRows([4, 3, 2, 1], weak, strong)), Exactness);
        Assert.Equal(0.25, GainRecovered.Apgr(new RoutedRows([1, 2, 3, 4], weak, strong)), Exactness);
        Assert.Equal(0.5, GainRecovered.Cpt(new RoutedRows([4, 3, 2, 1], weak, strong), 1), Exactness);
    }

    [Fact]
    public void Pgr_OfTheModels_IsZeroAndOne()
    {
        var rows = Invented(i => i);
        Assert.Equal(0, rows.Pgr(rows.WeakMean), Exactness);
        Assert.Equal(1, rows.Pgr(rows.StrongMean), Exactness);
    }

    [Fact]
    public void Interval_OfApgr_HoldsTheValueAndTheReferencesWidth()
    {
        var rows = Invented(i => i * 37 % 57 / 57.0);
        var interval = Bootstrap.OfApgr([rows], seed: 1);
        Assert.InRange(GainRecovered.Apgr(rows), interval.Low, interval.High);
        Assert.Equal(interval, Bootstrap.OfApgr([rows], seed: 1));
        Assert.NotEqual(interval, Bootstrap.OfApgr([rows], seed: 2));
    }

    // The reference's own bootstrap on the same rows, 200 rounds, gave 0.551 to 0.594.
    [Fact]
    public void Interval_OnRecordedRows_IsNearTheReferences()
    {
        var rows = RecordedOutcomes.Rows("mmlu.dev.jsonl");
        Assert.SkipUnless(rows.Count == 9833, "other recorded rows than the expected numbers were computed on");
        var interval = Bootstrap.OfApgr([new RoutedRows(Column(rows, row => row.GetProperty("prompt").GetString()!.Length),
            Column(rows, row => row.GetProperty("weak_correct").GetInt32()), Column(rows, row => row.GetProperty("strong_correct").GetInt32()))], seed: 1);
        Assert.Equal(0.551, interval.Low, 0.01);
        Assert.Equal(0.594, interval.High, 0.01);
    }

    [Fact]
    public void CalibrationError_OfKnownBins_IsTheWeightedDistance()
    {
        // Bin 0.9..1: mean 0.95 against 0.5, two rows; bin 0.1..0.2: 0.15 against 0, two rows.
        Assert.Equal(0.3, CalibrationError.Of([0.95, 0.95, 0.15, 0.15], [1, 0, 0, 0]), Exactness);
        Assert.Equal(0, CalibrationError.Of([1, 0], [1, 0]), Exactness);
    }

    private static RoutedRows Invented(Func<int, double> score)
    {
        var rows = Enumerable.Range(0, 57).ToArray();
        return new RoutedRows([.. rows.Select(score)], [.. rows.Select(i => ((i * 5) + 1) % 7 < 4 ? 1.0 : 0.0)], [.. rows.Select(i => ((i * 3) + 2) % 11 < 9 ? 1.0 : 0.0)]);
    }

    private static void AssertEqual(RoutedRows rows, Expected expected)
    {
        double[] levels = [0.2, 0.5, 0.8];
        Assert.Equal(expected.Apgr, GainRecovered.Apgr(rows), Exactness);
        Assert.Equal(expected.Binned, BinnedGainRecovered.Apgr(rows), Exactness);
        for (var i = 0; i < levels.Length; i++)
        {
            Assert.Equal(expected.Cpt[i], 100 * GainRecovered.Cpt(rows, levels[i]), Exactness);
            Assert.Equal(expected.BinnedCpt[i], 100 * BinnedGainRecovered.Cpt(rows, levels[i]), Exactness);
        }
    }

    private static List<double> Column(List<JsonElement> rows, Func<JsonElement, double> value) => rows.ConvertAll(row => value(row));

    private sealed record Expected(double Apgr, double Binned, double[] Cpt, double[] BinnedCpt);
}
