using BatchRouter.Learning;
using BatchRouter.Learning.Fitting;
using BatchRouter.Learning.Reading;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class QualityTableTests
{
    private static readonly string[] Prompts = [.. Planted.Examples(60, 7).Select(example => example.Prompt), "", "the the the the manifold, the market?", new string('t', 3_000)];

    /// <summary>Two models fill one vector beside the weight, three fill it up, five need a second.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Predict_FromSixteenBits_IsThePlainSumOfTheWeights(int models)
    {
        var model = Learn(models);
        var parts = LearnedBytes.Read(model.ToBytes());
        foreach (var prompt in Prompts)
            Assert.All(model.Predict(prompt).Quality.Zip(Plainly(parts, prompt)), pair => Assert.InRange(pair.First - pair.Second, -2e-4, 2e-4));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Predict_AfterOtherPrompts_FindsCleanCounters(int models)
    {
        var model = Learn(models);
        foreach (var prompt in Prompts)
        {
            var before = PromptCounts.Of(prompt, FeatureSpace.Default);
            var first = model.Predict(prompt).Quality;
            model.Predict("the river and the manifold near a window of the market");
            Assert.Equal(first, model.Predict(prompt).Quality);
            var after = PromptCounts.Of(prompt, FeatureSpace.Default);
            Assert.Equal(before.Buckets, after.Buckets);
            Assert.Equal(before.Times, after.Times);
        }
    }

    private static double[] Plainly(LearnedParts parts, string prompt)
    {
        var (counts, models) = (PromptCounts.Of(prompt, parts.Scale.Space), parts.Models.Length);
        var raw = new float[models];
        int[] edges = [0, counts.WordCount, counts.WordCount + counts.ContextCount, counts.Buckets.Length];
        for (var model = 0; model < models; model++)
        {
            double sumOfModel = parts.Means[model];
            for (var block = 0; block < 3; block++)
            {
                var (sum, squares) = (0.0, 0.0);
                for (var i = edges[block]; i < edges[block + 1]; i++)
                {
                    double value = (1 + Math.Log(counts.Times[i])) * parts.Scale.Idf[counts.Buckets[i]];
                    (sum, squares) = (sum + (value * parts.Weights[(counts.Buckets[i] * models) + model]), squares + (value * value));
                }

                sumOfModel += squares > 0 ? sum / Math.Sqrt(squares) : 0;
            }

            for (var mark = 0; mark < counts.Marks.Length; mark++)
                sumOfModel += parts.Scale.OfMark(mark, counts.Marks[mark]) * parts.Weights[((parts.Scale.Space.Buckets + mark) * models) + model];
            sumOfModel += ColumnScale.Constant * parts.Weights[((parts.Scale.Space.Buckets + counts.Marks.Length) * models) + model];
            raw[model] = (float)sumOfModel;
        }

        return parts.Calibration.Of(raw);
    }

    private static LearnedQuality Learn(int models)
    {
        var names = Enumerable.Range(0, models).Select(model => $"model-{model}").ToArray();
        var examples = Planted.Examples(300, 1).Select((example, i) => example with
        {
            Quality = names.Select((name, model) => (name, value: model % 2 == 0 ? example.Quality[Planted.Models[0]] : (i + model) % 3 / 2.0)).ToDictionary(pair => pair.name, pair => pair.value),
        });
        return Assert.IsType<TrainingOutcome<LearnedQuality>.Learned>(
            QualityTrainer.Train("planted", names, examples, stop: TestContext.Current.CancellationToken)).Model;
    }
}
