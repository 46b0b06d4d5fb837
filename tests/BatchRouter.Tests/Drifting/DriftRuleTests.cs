using BatchRouter.Drifting;
using Xunit;

namespace BatchRouter.Tests.Drifting;

public sealed class DriftRuleTests
{
    private const double Target = 0.85;

    [Fact]
    public void Measure_AnswersAsGoodAsBelieved_HaveNoErrorButChance()
    {
        var measure = DriftMeasure.Of(Audits(200, 0.9, right: 180));
        Assert.Equal((0, 0.9), (Math.Round(measure.CalibrationError, 9), Math.Round(measure.AcceptedQuality, 9)));
        // Wilson, by hand: (0.9 + 3.8415/400 -+ 1.96 sqrt(0.09/200 + 3.8415/160000)) / (1 + 3.8415/200).
        Assert.Equal((0.8506, 0.9343), (Math.Round(measure.Accepted.Low, 4), Math.Round(measure.Accepted.High, 4)));
    }

    [Fact]
    public void Judge_WhatIsBelieved_Stands() =>
        Assert.Equal(new DriftVerdict(false, null), Judge(DriftMeasure.Of(Audits(200, 0.9, right: 180))));

    [Fact]
    public void Judge_ConfidenceFarAboveAgreement_BeginsADrift()
    {
        var verdict = Judge(DriftMeasure.Of(Audits(200, 0.95, right: 120)));
        Assert.True(verdict.IsDrifting);
        Assert.Contains("calibration error is 0.350", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_HonestConfidenceBelowTheWantedQuality_BeginsADrift()
    {
        var verdict = Judge(DriftMeasure.Of(Audits(200, 0.6, right: 120)));
        Assert.True(verdict.IsDrifting);
        Assert.Contains("accepted quality is 0.600", verdict.Reason, StringComparison.Ordinal);
    }

    // Fifty answers may well come out a little worse than they are.
    [Theory]
    [InlineData(0.95, 40)]
    [InlineData(0.9, 38)]
    public void Judge_AFigureBeyondItsLimitWithinChance_BeginsNone(double confidence, int right)
    {
        var measure = DriftMeasure.Of(Audits(50, confidence, right));
        Assert.True(measure.CalibrationError >= 0.13 || measure.AcceptedQuality < 0.8);
        Assert.False(Judge(measure).IsDrifting);
    }

    [Fact]
    public void Judge_JustWithinTheLimits_GoesOnDriftingUntilThereIsAMargin()
    {
        var limits = new DriftSettings { CalibrationError = 0.15, LeastQuality = 0.8 };
        var (near, well) = (DriftMeasure.Of(Audits(200, 0.95, right: 163)), DriftMeasure.Of(Audits(200, 0.95, right: 172)));
        Assert.InRange(near.CalibrationError, 0.13, 0.15);
        Assert.False(DriftRule.Judge(near, limits, Target, isDrifting: false).IsDrifting);
        Assert.True(DriftRule.Judge(near, limits, Target, isDrifting: true).IsDrifting);
        Assert.False(DriftRule.Judge(well, limits, Target, isDrifting: true).IsDrifting);
    }

    [Fact]
    public void Judge_ALimitOfItsOwn_StandsBeforeTheTasksQuality()
    {
        var measure = DriftMeasure.Of(Audits(200, 0.6, right: 120));
        Assert.False(DriftRule.Judge(measure, new DriftSettings { LeastQuality = 0.5 }, Target, false).IsDrifting);
        Assert.True(DriftRule.Judge(measure, new DriftSettings { LeastQuality = 0.7 }, 0.1, false).IsDrifting);
    }

    [Fact]
    public void Of_FewerThan50Audits_SaysNothing() => Assert.Null(Of(Audits(49, 0.95, right: 0)));

    [Fact]
    public void Of_ADriftThatBegins_HasChanged_AndOneThatGoesOn_HasNot()
    {
        var bad = Audits(60, 0.95, right: 20);
        Assert.True(Of(bad) is { IsDrifting: true, HasChanged: true });
        Assert.True(Of(bad, isDrifting: true) is { IsDrifting: true, HasChanged: false });
    }

    [Fact]
    public void Of_ADriftWhoseModelsWereSwitched_EndsWithoutAudits()
    {
        var drift = Of([], isDrifting: true, hasSwitched: true);
        Assert.True(drift is { IsDrifting: false, HasChanged: true, Measure: null, Audits: 0 });
        Assert.Null(Of([], isDrifting: true));
    }

    [Fact]
    public void Of_AnotherVersionThatIsAsBad_GoesOnDrifting() =>
        Assert.True(Of(Audits(60, 0.95, right: 20), isDrifting: true, hasSwitched: true) is { IsDrifting: true, HasChanged: false });

    private static DriftVerdict Judge(DriftMeasure measure) => DriftRule.Judge(measure, DriftSettings.Default, Target, isDrifting: false);

    private static TaskDrift? Of(IReadOnlyList<AuditedAnswer> audits, bool isDrifting = false, bool hasSwitched = false) =>
        TaskDrift.Of(new TaskWindow("sums", audits, Some.Noon, 1, isDrifting, hasSwitched), DriftSettings.Default, Target);

    internal static List<AuditedAnswer> Audits(int count, double confidence, int right) =>
        [.. Enumerable.Range(0, count).Select(i => new AuditedAnswer(confidence, i < right ? 1 : 0))];
}
