using BatchRouter.Learning;
using BatchRouter.Learning.Fitting;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class JointCalibrationTests
{
    private static readonly string[] Pair = ["weak", "strong"];

    [Fact]
    public void Fit_WeakPredictionTellsAboutTheStrong_IsUsed()
    {
        var joint = Fit(2_000, Pair, raw => [0.5, 0.9 * raw[0]]);
        Assert.True(joint.Of([0.9f, 0.5f])[1] > joint.Of([0.1f, 0.5f])[1] + 0.5);
        Assert.Equal(joint.Of([0.5f, 0.9f])[1], joint.Of([0.5f, 0.1f])[1], 0.15);
    }

    [Fact]
    public void Fit_OnlyBothTogetherTell_ProductIsUsed()
    {
        var joint = Fit(2_000, Pair, raw => [0.5, raw[0] > 0.5 == raw[1] > 0.5 ? 0.9 : 0.1]);
        Assert.True(joint.Of([0.9f, 0.9f])[1] > joint.Of([0.9f, 0.1f])[1] + 0.5);
        Assert.True(joint.Of([0.1f, 0.1f])[1] > joint.Of([0.1f, 0.9f])[1] + 0.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Fit_OneModelOrTooMany_IsPlattForEach(int count)
    {
        var models = Enumerable.Range(0, count).Select(model => $"model-{model}").ToArray();
        var (raws, labels) = Drawn(300, models, raw => [.. raw.Select(one => (double)one)]);
        var joint = JointCalibration.Fit(raws, labels, [.. Enumerable.Range(0, 300)]);
        var last = count - 1;
        var platt = Platt.Fit([.. raws.Select((raw, i) => ((double)raw[last], labels.Of(i, last), 1.0))]);
        foreach (var raw in raws)
            Assert.Equal(platt.Of(raw[last]), joint.Of(raw)[last], 1e-4);
    }

    [Fact]
    public void Fit_FewLabels_StaysNearPlatt()
    {
        var (raws, labels) = Drawn(30, Pair, raw => [raw[0], raw[1]]);
        var joint = JointCalibration.Fit(raws, labels, [.. Enumerable.Range(0, 30)]);
        var platt = Platt.Fit([.. raws.Select((raw, i) => ((double)raw[0], labels.Of(i, 0), 1.0))]);
        foreach (var raw in raws)
            Assert.Equal(platt.Of(raw[0]), joint.Of(raw)[0], 0.25);
    }

    [Fact]
    public void Of_FarOutside_StaysAChance() =>
        Assert.All(Fit(500, Pair, raw => [raw[0], raw[1]]).Of([-1e9f, 1e9f]), chance => Assert.InRange(chance, 0, 1));

    [Fact]
    public void Fit_ModelWithoutLabels_LeavesTheOthers()
    {
        var (raws, examples) = DrawnExamples(500, Pair, raw => [raw[0], raw[1]]);
        var labels = new LabelTable([.. examples.Select(example => example with { Quality = new Dictionary<string, double> { ["weak"] = example.Quality["weak"] } })], Pair);
        var chances = JointCalibration.Fit(raws, labels, [.. Enumerable.Range(0, 500)]).Of([0.9f, 0.5f]);
        Assert.True(chances[0] > 0.7);
        Assert.Equal(0.5, chances[1], 0.01);
    }

    private static JointCalibration Fit(int count, string[] models, Func<float[], double[]> truth)
    {
        var (raws, labels) = Drawn(count, models, truth);
        return JointCalibration.Fit(raws, labels, [.. Enumerable.Range(0, count)]);
    }

    private static (List<float[]> Raws, LabelTable Labels) Drawn(int count, string[] models, Func<float[], double[]> truth)
    {
        var (raws, examples) = DrawnExamples(count, models, truth);
        return (raws, new LabelTable(examples, models));
    }

    private static (List<float[]> Raws, List<TrainingExample> Examples) DrawnExamples(int count, string[] models, Func<float[], double[]> truth)
    {
        var chance = new Random(7);
        var (raws, examples) = (new List<float[]>(), new List<TrainingExample>());
        for (var i = 0; i < count; i++)
        {
            float[] raw = [.. models.Select(_ => (float)chance.NextDouble())];
            var right = truth(raw);
            raws.Add(raw);
            examples.Add(new TrainingExample($"row-{i}", $"prompt {i}", models.Select((model, m) => (model, m)).ToDictionary(one => one.model, one => chance.NextDouble() < right[one.m] ? 1.0 : 0.0)));
        }

        return (raws, examples);
    }
}
