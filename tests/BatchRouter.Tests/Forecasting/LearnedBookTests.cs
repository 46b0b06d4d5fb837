using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Learning;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Tests.Learning;
using Xunit;

namespace BatchRouter.Tests.Forecasting;

public sealed class LearnedBookTests
{
    private const string Hard = "river stone manifold eigenvalue";

    private static readonly Lazy<LearnedQuality> Quality = new(() =>
        ((TrainingOutcome<LearnedQuality>.Learned)QualityTrainer.Train("answer", Planted.Models, Planted.Examples(300, 1))).Model);

    [Fact]
    public void ForecastOf_ATaskNobodyTrained_IsNull() => Assert.Null(Book().ForecastOf("other", Hard));

    [Fact]
    public void ForecastOf_APrompt_NamesVersionAndModels()
    {
        var forecast = Book().ForecastOf("answer", Hard)!;
        Assert.Equal((7L, null), (forecast.Version, forecast.GainThreshold));
        Assert.Equal(Quality.Value.Predict(Hard).Quality, Planted.Models.Select(model => forecast.Quality[model]));
        Assert.True(forecast.Quality["weak"] < forecast.Quality["strong"]);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void ForecastOf_AWantedShare_HasTheThresholdThatSendsItToTheStronger(double share)
    {
        var forecast = Book().ForecastOf("answer", Hard, new GainThreshold("weak", "strong", null, share))!;
        Assert.Equal(Assert.Single(Quality.Value.Gains).ThresholdFor(share), forecast.GainThreshold);
        Assert.Null(Book().ForecastOf("answer", Hard, new GainThreshold("weak", "middle", null, share))!.GainThreshold);
        Assert.Null(Book().ForecastOf("answer", Hard, new GainThreshold("weak", "strong", 0.2, null))!.GainThreshold);
    }

    [Fact]
    public async Task Perceive_ATaskThatLearnsNothing_AsksNoModel()
    {
        var perceiver = new Perceiver(learned: Book());
        string[] asking = [Strategies.Classifier, Strategies.Cascade];
        var stop = TestContext.Current.CancellationToken;
        Assert.Equal(7, (await perceiver.PerceiveAsync(Some.Job(Hard), Some.Policy(new TaskPolicy { Name = "default", Strategies = asking }), stop)).Forecast!.Version);
        Assert.Null((await perceiver.PerceiveAsync(Some.Job(Hard), Some.Policy(new TaskPolicy { Name = "default", UsesLearned = false, Strategies = asking }), stop)).Forecast);
    }

    [Fact]
    public void ScoringOf_LearnedWeights_ReplaceTheConfiguredOnesButNotTheVeto()
    {
        var configured = TaskScoring.WordProblems with
        {
            Weights = new ScoringWeights { Slope = 2, VetoCap = 0.1, ByFeature = new Dictionary<string, double> { ["unseen"] = 3, ["wrong-arithmetic"] = -1 } },
        };
        var scoring = Book().ScoringOf("answer", configured);
        Assert.Equal((0.5, -0.25, 0.1), (scoring.Weights.Slope, scoring.Weights.Offset, scoring.Weights.VetoCap));
        Assert.Equal((3, -4), (scoring.Weights.ByFeature["unseen"], scoring.Weights.ByFeature["wrong-arithmetic"]));
        Assert.Equal((configured.Threshold, configured.Verifiers), (scoring.Threshold, scoring.Verifiers));
        Assert.Same(configured, Book().ScoringOf("other", configured));
    }

    [Fact]
    public void ConfidenceBytes_WrittenAndRead_AreTheSame()
    {
        var learned = Book().Current.Confidences["answer"].Learned;
        var read = ConfidenceBytes.Read(ConfidenceBytes.Write(learned));
        Assert.Equal((learned.TrainingSize, learned.CalibrationError, learned.Weights.Slope), (read.TrainingSize, read.CalibrationError, read.Weights.Slope));
        Assert.Equal(learned.Weights.ByFeature, read.Weights.ByFeature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":2,"slope":1,"offset":0,"byFeature":{},"trainingSize":1,"calibrationError":0,"calibrationErrorBefore":0}""")]
    [InlineData("""{"format":1,"slope":99,"offset":0,"byFeature":{},"trainingSize":1,"calibrationError":0,"calibrationErrorBefore":0}""")]
    public void ConfidenceBytes_OfSomethingElse_AreRefused(string text) =>
        Assert.Throws<InvalidDataException>(() => ConfidenceBytes.Read(System.Text.Encoding.UTF8.GetBytes(text)));

    internal static LearnedBook Book(bool isDrifting = false)
    {
        var weights = new ScoringWeights { Slope = 0.5, Offset = -0.25, ByFeature = new Dictionary<string, double> { ["wrong-arithmetic"] = -4 } };
        var book = new LearnedBook();
        book.Swap(new LearnedPages
        {
            Qualities = new Dictionary<string, Page<LearnedQuality>> { ["answer"] = new(7, Quality.Value) },
            Confidences = new Dictionary<string, Page<LearnedConfidence>> { ["answer"] = new(8, new LearnedConfidence(weights, 100, 0.03, 0.1)) },
            Standings = new Dictionary<string, DriftStanding> { ["answer"] = new(isDrifting, 0.2, 0.7) },
        });
        return book;
    }
}
