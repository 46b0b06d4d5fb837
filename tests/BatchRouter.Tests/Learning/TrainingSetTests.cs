using BatchRouter.Learning;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class TrainingSetTests
{
    private static readonly TrainingOptions Options = new() { FewestExamples = 3 };

    [Fact]
    public void EmptyPrompts_AreDroppedAndReported()
    {
        var set = Set(Planted.Of("a", " \n", 1, 1), Planted.Of("b", "one", 1, 1), Planted.Of("c", "two", 0, 1), Planted.Of("d", "three", 0, 1));
        Assert.Equal(["b", "c", "d"], set.Examples.Select(example => example.Id));
        AssertFound(set, TrainingFlaw.EmptyPrompt, "a");
        Assert.Null(set.Refusal);
    }

    [Fact]
    public void Duplicates_CountOnceAndAreReported()
    {
        var set = Set(Planted.Of("a", "one", 1, 1), Planted.Of("b", "one", 1, 1), Planted.Of("c", "two", 0, 1), Planted.Of("d", "three", 0, 1));
        Assert.Equal(["a", "c", "d"], set.Examples.Select(example => example.Id));
        AssertFound(set, TrainingFlaw.Duplicate, "b");
    }

    [Fact]
    public void Conflicts_AreAveragedAndReported()
    {
        var rows = Enumerable.Range(0, 9).Select(i => Planted.Of($"r{i}", $"prompt {i}", i % 2, 1));
        var set = Set([.. rows, Planted.Of("other", "prompt 0", 1, 1)]);
        Assert.Equal(0.5, set.Examples[0].Quality["weak"]);
        AssertFound(set, TrainingFlaw.Conflict, "other");
        Assert.Null(set.Refusal);
    }

    [Fact]
    public void Conflicts_BeyondTheShare_Refuse()
    {
        var set = Set(Planted.Of("a", "one", 1, 1), Planted.Of("b", "one", 0, 1), Planted.Of("c", "two", 0, 1), Planted.Of("d", "three", 0, 1));
        Assert.Contains("1 of 3 prompts have conflicting labels", set.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsOfOtherModels_ForTheSamePrompt_AreJoined()
    {
        var set = Set(
            new TrainingExample("a", "one", new Dictionary<string, double> { ["weak"] = 0 }), new TrainingExample("b", "one", new Dictionary<string, double> { ["strong"] = 1 }),
            Planted.Of("c", "two", 1, 1), Planted.Of("d", "three", 0, 1));
        Assert.DoesNotContain(set.Findings, finding => finding.Flaw == TrainingFlaw.Conflict);
        Assert.Equal((0, 1), (set.Examples[0].Quality["weak"], set.Examples[0].Quality["strong"]));
    }

    [Fact]
    public void OneClass_IsRefused()
    {
        var set = Set(Planted.Of("a", "one", 1, 1), Planted.Of("b", "two", 1, 1), Planted.Of("c", "three", 1, 1));
        Assert.Contains("one class", set.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void OneClassOfOneModel_IsReported()
    {
        var set = Set(Planted.Of("a", "one", 1, 1), Planted.Of("b", "two", 0, 1), Planted.Of("c", "three", 1, 1));
        Assert.Null(set.Refusal);
        AssertFound(set, TrainingFlaw.OneClass, "strong");
    }

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.PositiveInfinity)]
    public void BadNumbers_AreDroppedAndReported(double label, double weight)
    {
        var set = Set(Planted.Of("a", "one", label, 1) with { Weight = weight }, Planted.Of("b", "two", 0, 1));
        AssertFound(set, TrainingFlaw.BadNumber, "a");
        Assert.Contains("too few", set.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainer_RefusedData_LearnsNothing()
    {
        var outcome = QualityTrainer.Train("t", Planted.Models, Enumerable.Range(0, 50).Select(i => Planted.Of($"{i}", $"prompt {i}", 1, 1)), stop: TestContext.Current.CancellationToken);
        Assert.Contains("one class", Assert.IsType<TrainingOutcome<LearnedQuality>.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    private static TrainingSet Set(params TrainingExample[] examples) => TrainingSet.Of(examples, Planted.Models, Options);

    private static void AssertFound(TrainingSet set, TrainingFlaw flaw, string id)
    {
        var finding = Assert.Single(set.Findings, finding => finding.Flaw == flaw);
        Assert.Equal((1, id), (finding.Count, finding.Ids[0]));
    }
}
