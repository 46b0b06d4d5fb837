using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;
using BatchRouter.Tests.Learning;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

/// <summary>On invented rows: what can be learned is learned, and what cannot be known is not.</summary>
public sealed class PromptRegimeTests
{
    [Fact]
    public void All_PlantedWord_IsFarAboveLengthAndChance()
    {
        var row = Measure(Planted.Examples(1_000, 3), 0);
        Assert.True(row.Value > row.LengthOnly + 0.15 && row.Value > row.Random + 0.15, $"{row.Value} against length {row.LengthOnly} and chance {row.Random}");
        Assert.InRange(row.Value, row.Interval.Low, row.Interval.High);
        Assert.Equal(1_000, row.Scored);
        Assert.Equal(800, row.Labels, 60.0);
    }

    // A label that only the id decides: whoever scores above chance has seen the row.
    [Fact]
    public void All_LabelOfTheIdsHash_CannotBeLearned()
    {
        var rows = Planted.Examples(1_500, 4).ConvertAll(example => Planted.Of(example.Id, example.Prompt, StableFold.Hash(example.Id, 77) % 2, 1));
        Assert.InRange(Measure(rows, 0).Value, 0.45, 0.55);
    }

    [Fact]
    public void All_SameSeed_GivesTheSameNumbers()
    {
        var rows = Planted.Examples(300, 5);
        var (one, again, other) = (Measure(rows, 1), Measure(rows, 1), Measure(rows, 2));
        Assert.Equal((one.Value, one.Interval, one.Random), (again.Value, again.Interval, again.Random));
        Assert.NotEqual(one.Interval, other.Interval);
    }

    [Fact]
    public void Cross_EveryRow_IsScoredOnceAndNeverLearnedFromBeside()
    {
        var rows = Rows(Planted.Examples(200, 6));
        var splits = Split<PairRow>.Cross(rows, 0);
        Assert.Equal(rows.Select(row => row.Id).Order(), splits.SelectMany(split => split.Test).Select(row => row.Id).Order());
        Assert.All(splits, split => Assert.Empty(split.Train.Select(row => row.Id).Intersect(split.Test.Select(row => row.Id))));
    }

    [Fact]
    public void Of_RowsThatAreScoredToo_AreNotLearnedFrom()
    {
        var split = Split<PairRow>.Of([Row("a", "one"), Row("b", "two"), Row("c", "three")], [Row("a", "other"), Row("d", "two")]);
        Assert.Equal(["c"], split.Train.Select(row => row.Id));
    }

    private static EvalRow Measure(List<TrainingExample> examples, ulong seed) =>
        new PromptRegime(Split<PairRow>.Cross(Rows(examples), seed), seed, new Evaluators(TextWriter.Null, TimeProvider.System)).All("planted", 0, TestContext.Current.CancellationToken);

    private static List<PairRow> Rows(List<TrainingExample> examples) =>
        examples.ConvertAll(example => new PairRow(example.Id, example.Prompt, example.Quality["weak"], example.Quality["strong"], null, null));

    private static PairRow Row(string id, string prompt) => new(id, prompt, 0, 1, null, null);
}
