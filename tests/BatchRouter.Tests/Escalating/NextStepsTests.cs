using BatchRouter.Catalog;
using BatchRouter.Escalating;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Escalating;

public sealed class NextStepsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IEnumerable<TheoryDataRow<FailureKind, bool, Type>> FailureCases() =>
        from kind in Enum.GetValues<FailureKind>()
        from hasSlack in (bool[])[true, false]
        select new TheoryDataRow<FailureKind, bool, Type>(kind, hasSlack, kind switch
        {
            FailureKind.RateLimited when hasSlack => typeof(NextStep.Wait),
            FailureKind.Refused => typeof(NextStep.Escalate),
            _ => typeof(NextStep.FallBack),
        });

    [Theory]
    [MemberData(nameof(FailureCases))]
    public void Choose_EveryFailure_HasItsNextStep(FailureKind kind, bool hasSlack, Type step) =>
        Assert.IsType(step, NextSteps.Choose(Now(Failed(kind), slack: hasSlack ? Hour : TimeSpan.FromSeconds(2))));

    [Theory]
    [InlineData(0.5, typeof(NextStep.Accept))]
    [InlineData(0.4999, typeof(NextStep.Escalate))]
    public void Choose_Answer_IsAcceptedFromTheThresholdOn(double confidence, Type step) => Assert.IsType(step, NextSteps.Choose(Now(Replied, Score(confidence))));

    [Theory]
    [InlineData(-700)]
    [InlineData(700)]
    public void Choose_GoodAnswer_IsAcceptedWhateverTheCaps(double slackSeconds) => Assert.IsType<NextStep.Accept>(
        NextSteps.Choose(Now(Replied, Score(0.9), TimeSpan.FromSeconds(slackSeconds)) with { CostlyAttempts = 99, LeftNanoUsd = -5 }));

    [Fact]
    public void Choose_TruncatedAnswer_IsRepeatedWithMoreTokens() =>
        Assert.IsType<NextStep.Repeat>(NextSteps.Choose(Now(Replied, Score(0.1, Vetoes.Truncated), mayHaveMore: true)));

    [Fact]
    public void Trap_ATruncatedAnswerIsNotRepeatedIdentically() =>
        Assert.IsType<NextStep.Escalate>(NextSteps.Choose(Now(Replied, Score(0.1, Vetoes.Truncated), mayHaveMore: false)));

    // The context window, not the job, was the limit: the same request again would be cut at the same place.
    [Fact]
    public void Trap_AnAnswerCutByTheContextWindow_HasNoMoreTokensToAskFor()
    {
        var router = new Router(Some.Catalog(Some.Weak), Some.Policy());
        var candidate = router.Decide(Some.Request(tokens: 9_500)).Candidates[0];
        Assert.Equal((500, false), (candidate.MaxOutputTokens, candidate.MayHaveMoreTokens));
    }

    [Theory]
    [InlineData(5, 1L, 0, "attempts_cap")]
    [InlineData(1, 0L, 0, "money_cap")]
    [InlineData(1, -1L, 0, "money_cap")]
    [InlineData(1, null, -601, "time_cap")]
    public void Trap_CallAmplificationIsCapped(int attempts, long? left, double slackSeconds, string reason)
    {
        foreach (var result in (CallResult[])[Replied, .. Enum.GetValues<FailureKind>().Select(kind => Failed(kind))])
        {
            var now = Now(result, result is CallResult.Replied ? Score(0.1, Vetoes.Truncated) : null, TimeSpan.FromSeconds(slackSeconds), true);
            Assert.Equal(new NextStep.GiveUp(reason), NextSteps.Choose(now with { CostlyAttempts = attempts, LeftNanoUsd = left }));
        }
    }

    [Fact]
    public void Choose_JustWithinTheCaps_GoesOn() => Assert.IsType<NextStep.Escalate>(
        NextSteps.Choose(Now(Replied, Score(0.1), TimeSpan.FromMinutes(-10)) with { CostlyAttempts = 4, LeftNanoUsd = 1 }));

    [Theory]
    [InlineData(30.0, 0, 30)]
    [InlineData(0.0, 0, 1)]
    [InlineData(-9.0, 0, 1)]
    [InlineData(null, 0, 1)]
    [InlineData(null, 4, 16)]
    [InlineData(null, 60, 300)]
    public void Choose_RateLimited_WaitsAsToldOrEverLongerButNeverLessThanASecond(double? retryAfter, int waits, double seconds)
    {
        var now = Now(Failed(FailureKind.RateLimited, retryAfter)) with { WaitsMade = waits };
        Assert.Equal(new NextStep.Wait("rate", Some.Noon.AddSeconds(seconds)), NextSteps.Choose(now));
    }

    [Fact]
    public void Choose_RateLimitedBeyondTheDeadlineOrTheWaits_FallsBack()
    {
        Assert.IsType<NextStep.FallBack>(NextSteps.Choose(Now(Failed(FailureKind.RateLimited, 3_600))));
        Assert.IsType<NextStep.FallBack>(NextSteps.Choose(Now(Failed(FailureKind.RateLimited)) with { WaitsMade = 100 }));
    }

    private static CallResult Replied => new CallResult.Replied(new Answer { Text = "42" }, new Usage(1, 0, 1, 0)) { Elapsed = TimeSpan.Zero };

    private static CallResult.Failed Failed(FailureKind kind, double? retryAfter = null) =>
        new CallResult.Failed(kind, false, "", retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null) { Elapsed = TimeSpan.Zero };

    private static Score Score(double confidence, params string[] signals) => new(confidence, [.. signals.Select(name => new Signal(name, 1, 0))]);

    private static Situation Now(CallResult result, Score? score = null, TimeSpan? slack = null, bool mayHaveMore = false)
    {
        var candidate = new Candidate
        {
            Offer = new Offer(Some.Weak, Lane.Sync, Some.Weak.Prices[0]),
            TimeP99 = TimeSpan.FromSeconds(1),
            MaxOutputTokens = 100,
            MayHaveMoreTokens = mayHaveMore,
        };
        var attempt = new Attempt(Guid.Empty, 1, Purpose.First, candidate, Some.Noon);
        return new Situation(Some.Job(slack: slack ?? Hour), new TaskPolicy { Name = "default" }, attempt, result, score, 1, 0, null, Some.Noon);
    }
}
