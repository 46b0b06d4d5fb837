using BatchRouter.Perceiving;
using BatchRouter.Replaying;
using BatchRouter.Routing;
using BatchRouter.Tests.Budgeting;
using BatchRouter.Tests.Classifying;
using Xunit;

namespace BatchRouter.Tests.Replaying;

public sealed class ReplayerTests
{
    private static readonly TaskPolicy Cascade = new() { Name = "default", Quality = 0.8 };
    private static readonly Router Then = new(Some.Catalog(), Some.Policy(Cascade));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_TheSamePolicy_ReproducesEveryChoice()
    {
        var replay = await ReplayAsync(Then, Stored(Then, Some.Request(), Some.Request() with { Step = 2, StrongerThan = 0.7, Remaining = ["strong:sync"] }));
        Assert.Equal((2, 0), (replay.Same, replay.Changed));
        Assert.False(replay.Plans!.IsChange);
    }

    [Fact]
    public async Task Replay_AnotherPolicy_SaysWhatItWouldHaveBought()
    {
        var now = new Router(Some.Catalog(), Some.Policy(Cascade with { StaticModel = "strong" }) with { Version = "policy-2" });
        var sum = new ReplaySum(now.Policy, new RecordedAnswers(), 1);
        for (var i = 0; i < 3; i++)
            sum.Add(await ReplayAsync(now, Stored(Then, Some.Request())));
        Assert.Equal((3L, 0L, 3L, 3L), (sum.Decisions, sum.Same, sum.Changed, sum.JobsChanged));
        Assert.Equal([KeyValuePair.Create(("weak:sync", "strong:sync"), 3L)], sum.Pairs);
        Assert.Single(sum.Changes);
        Assert.Equal(0.95, sum.NewQuality!.Value, 3);
        Assert.Equal(sum.NewQuality.Value - sum.OldQuality!.Value, sum.QualityDifference!.Value, 9);
        Assert.True(sum.NewCostNanoUsd > sum.OldCostNanoUsd);
    }

    [Fact]
    public async Task Replay_APolicyTooSlowForTheTime_CountsItAsLate()
    {
        var hurried = new Router(Some.Catalog(), Some.Policy(Cascade) with { LittleSlack = TimeSpan.Zero });
        var request = Some.Request(Some.Job(slack: TimeSpan.FromSeconds(3)));
        var slow = new Router(Some.Catalog(Some.Strong), Some.Policy(Cascade));
        var sum = new ReplaySum(slow.Policy, new RecordedAnswers(), 0);
        sum.Add(await ReplayAsync(slow, Stored(hurried, request)));
        Assert.Equal((0L, 1L), (sum.OldTooSlow, sum.NewTooSlow));
    }

    [Fact]
    public async Task Replay_InputsOfAnOlderProgram_AreCountedWithTheirReason()
    {
        var refusal = SomeBudgets.Refusal(900_000, 0, 200_000);
        var written = DecisionJson.Write(Then.Decide(Some.Request() with { OverBudget = [refusal] }));
        var start = written.IndexOf("\"overBudget\":[", StringComparison.Ordinal) + 14;
        var old = written[..start] + $"\"{refusal.Arithmetic}\"" + written[written.IndexOf(']', start)..];
        var sum = new ReplaySum(Then.Policy, new RecordedAnswers(), 0);
        sum.Add(await ReplayAsync(Then, new RecordedJob(Some.Job(), [old], 0, false)));
        Assert.Equal((1L, 0L, 0L), (sum.Decisions, sum.Planned, sum.Changed));
        Assert.Equal(1, Assert.Single(sum.NotReproducible).Value);
    }

    [Fact]
    public async Task Replay_APolicyThatAsksASmallModelFirst_AddsTheQuestionsCost()
    {
        var asking = new Router(Some.Catalog(), Some.Policy(Kinds.Asking(Cascade)) with { Version = "policy-2" });
        var plans = (await ReplayAsync(asking, Stored(Then, Some.Request()))).Plans!;
        Assert.True(plans.HasUnknownVerdict);
        Assert.Equal(plans.Old.Plan, plans.New.Plan);
        Assert.True(plans.New.CostNanoUsd > plans.Old.CostNanoUsd);
    }

    [Fact]
    public async Task Replay_AQuestionThatWasAnswered_ReproducesThePlanBehindIt()
    {
        var asking = new Router(Some.Catalog(), Some.Policy(Kinds.Asking(Cascade)));
        var replay = await ReplayAsync(asking, Stored(asking, Some.Request(), Some.Request() with { Step = 2, Verdict = new Verdict("hard", Guid.Empty) }));
        Assert.Equal((2, 0), (replay.Same, replay.Changed));
        Assert.Equal(("strong:sync", false), (replay.Plans!.New.First, replay.Plans.HasUnknownVerdict));
        Assert.Equal(replay.Plans.Old.CostNanoUsd, replay.Plans.New.CostNanoUsd);
    }

    [Fact]
    public async Task Replay_AJobThatWaitedFirst_IsComparedByThePlanThatItGot()
    {
        var waiting = Some.Request() with { OpenBreakers = Some.Catalog().Models.ToDictionary(model => model.Name, _ => Some.Noon.AddMinutes(1)) };
        var now = new Router(Some.Catalog(), Some.Policy(Cascade with { StaticModel = "strong" }) with { Version = "policy-2" });
        var plans = (await ReplayAsync(now, Stored(Then, waiting, Some.Request() with { Step = 2, Waits = 1 }))).Plans!;
        Assert.Equal(("weak:sync", "strong:sync"), (plans.Old.First, plans.New.First));
    }

    [Fact]
    public void Corrected_ManyAnswersBelowThePrediction_LowerIt()
    {
        var answers = new RecordedAnswers();
        answers.Add("answer", "weak", 180, 0.5, 0.7);
        Assert.Equal(0.7 - (0.9 * 0.2), answers.Corrected("answer", "weak:sync", 0.7), 9);
        Assert.Equal(0.7, answers.Corrected("other", "weak:sync", 0.7));
    }

    [Fact]
    public void Interval_OfManyValues_HoldsTheirMeanAndIsTheSameAgain()
    {
        var values = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 1.0 : 0.0).ToList();
        var interval = MeanInterval.Of(values, 1)!;
        Assert.Equal(0.5, interval.Value);
        Assert.InRange(interval.Low, 0.43, 0.47);
        Assert.InRange(interval.High, 0.53, 0.57);
        Assert.Equal(interval, MeanInterval.Of(values, 1));
        Assert.Null(MeanInterval.Of([], 1));
    }

    private static RecordedJob Stored(Router router, params RoutingRequest[] requests) =>
        new(requests[0].Job, [.. requests.Select(request => DecisionJson.Write(router.Decide(request)))], 1_000, false);

    private static Task<JobReplay> ReplayAsync(Router router, RecordedJob job) => new Replayer(router, new Perceiver()).ReplayAsync(job, Stop);
}
