using BatchRouter.Budgeting;
using BatchRouter.Forecasting;
using BatchRouter.Learning;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Tests.Running;
using Xunit;

namespace BatchRouter.Tests.Forecasting;

/// <summary>What was learned, in the life of a job.</summary>
public sealed class LearnedRunTests
{
    [Fact]
    public async Task Deliver_LearnedWeights_MakeTheScore_AndItsSignalsStillAddUp()
    {
        var (plain, learned) = (await ScoreAsync(learns: false), await ScoreAsync(learns: true));
        // A slope of a half with an offset of a quarter down, from the same prior and log-probability.
        Assert.Equal((0.5 * LogOdds(plain)) - 0.25, LogOdds(learned), 9);
        foreach (var score in (Score[])[plain, learned])
            Assert.Equal(LogOdds(score), score.Signals.Sum(signal => signal.Contribution), 9);
        Assert.Contains(learned.Signals, signal => signal.Name == "calibration");
    }

    [Fact]
    public void Look_ADriftingTask_SaysSoToTheRouter()
    {
        var senses = new Senses(new Perceiver(), new ObservedModels(), new ObservedCosts(), new BudgetPressure(),
            LearnedBookTests.Book(isDrifting: true));
        Assert.True(senses.Look(Some.Request(), null).IsDrifting);
        Assert.False(senses.Look(Some.Request(Some.Job() with { Task = "other" }), null).IsDrifting);
    }

    private static async Task<Score> ScoreAsync(bool learns)
    {
        var stage = new Stage(new TaskPolicy { Name = "default", UsesLearned = learns, Scoring = new TaskScoring { Threshold = 0 }, StaticModel = "weak" }, Some.Weak);
        stage.Book.Swap(new LearnedPages
        {
            Confidences = new Dictionary<string, Page<LearnedConfidence>>
            {
                ["answer"] = new(3, new LearnedConfidence(new ScoringWeights { Slope = 0.5, Offset = -0.25 }, 100, 0.03, 0.1)),
            },
        });
        stage.Models.Answer("42");
        await stage.DeliverAsync();
        return stage.Store.Turns.Single(turn => turn.Ended is not null).Ended!.Score!;
    }

    private static double LogOdds(Score score) => Math.Log(score.Confidence / (1 - score.Confidence));
}
