using BatchRouter.Learning;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class ConfidenceTrainerTests
{
    [Fact]
    public void Train_PlantedSignal_IsWeighedAndCalibrated()
    {
        var learned = Assert.IsType<TrainingOutcome<LearnedConfidence>.Learned>(ConfidenceTrainer.Train(Answers(2_000, 1))).Model;
        // Planted: log-odds 1 with the prior 0.65 and a sound answer, 4 less for wrong arithmetic.
        Assert.InRange(learned.Weights.ByFeature["wrong-arithmetic"] * learned.Weights.Slope, -4.8, -3.2);
        Assert.InRange(learned.CalibrationError, 0, 0.04);
        Assert.True(learned.CalibrationError < learned.CalibrationErrorBefore);
        Assert.Empty((TaskScoring.WordProblems with { Weights = learned.Weights }).Problems());
    }

    [Fact]
    public void Train_FewAnswers_StayNearTheDefaults()
    {
        var learned = Assert.IsType<TrainingOutcome<LearnedConfidence>.Learned>(ConfidenceTrainer.Train(Answers(30, 2))).Model;
        Assert.InRange(learned.Weights.ByFeature["wrong-arithmetic"] * learned.Weights.Slope, -4.5, -1.5);
    }

    [Fact]
    public void Train_VetoedAnswers_AreLeftOutAndReported()
    {
        var vetoed = new AnswerExample("v", [new Signal("prior", 0.65, 0), new Signal(Vetoes.Truncated, 1, 0)], 1);
        var outcome = ConfidenceTrainer.Train([.. Answers(100, 3), vetoed]);
        Assert.Contains(outcome.Findings, finding => finding.Flaw == TrainingFlaw.Vetoed && finding.Ids[0] == "v");
    }

    [Fact]
    public void Train_OneClass_IsRefused()
    {
        var outcome = ConfidenceTrainer.Train(Answers(100, 4).Select(answer => answer with { Correct = 1 }));
        Assert.Contains("one class", Assert.IsType<TrainingOutcome<LearnedConfidence>.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_SameAnswerTwice_CountsOnce()
    {
        var outcome = ConfidenceTrainer.Train([.. Answers(100, 5), .. Answers(100, 5)]);
        Assert.Equal(100, Assert.IsType<TrainingOutcome<LearnedConfidence>.Learned>(outcome).Model.TrainingSize);
        Assert.Contains(outcome.Findings, finding => finding is { Flaw: TrainingFlaw.Duplicate, Count: 100 });
    }

    private static IEnumerable<AnswerExample> Answers(int count, int seed)
    {
        var chance = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var wrong = chance.NextDouble() < 0.3 ? 1 : 0;
            var right = chance.NextDouble() < 1 / (1 + Math.Exp(-(1.0 - (4 * wrong)))) ? 1 : 0;
            yield return new AnswerExample($"a{i}", [new Signal("prior", 0.65, 0.6), new Signal("wrong-arithmetic", wrong, -2.5 * wrong)], right);
        }
    }
}
