using BatchRouter.Catalog;
using BatchRouter.Escalating;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Running;

public sealed class JobRunnerTests
{
    private static readonly TaskPolicy Cascade = new() { Name = "default", Quality = 0.8 };

    [Fact]
    public async Task Deliver_GoodAnswer_OpensCallsSettlesAnnouncesInThisOrder()
    {
        var stage = new Stage(new TaskPolicy { Name = "default", Quality = 0.6 });
        stage.Models.Answer("42");
        Assert.Equal(new OpenResult.Opened(), await stage.DeliverAsync());
        Assert.Equal(["open start 1 First weak", "call weak 1000", "advance settle Accepted", "announce", "mark announced"], stage.Journal);
        var ending = Settled(stage).Ending;
        Assert.Equal((100L * 100 + 10 * 400, "weak", "sync", false, 1), (ending.CostNanoUsd, ending.Model, ending.Lane, ending.Late, ending.Attempts));
        Assert.Equal("42", Settled(stage).Output);
        Assert.Equal(Stage.Id(1), stage.Models.Calls[0].AttemptId);
        Assert.Equal(2, stage.Store.Stored(Some.Job().Key).Fence);
    }

    // Every image counted as one of low detail against the provider's tokens per minute, whatever its cost was expected to be.
    [Fact]
    public async Task Call_WithImages_TakesOfTheTokensPerMinuteWhatItIsExpectedToCost()
    {
        var model = Some.Weak with { Capabilities = Some.Weak.Capabilities | Capabilities.Vision, ImageTokensAtMost = 700, ImageTokensLow = 85 };
        var stage = new Stage(new TaskPolicy { Name = "default", Quality = 0.6 }, model);
        stage.Models.Answer("42");
        await stage.DeliverAsync(Some.Job() with
        {
            Messages = [new Message("user", [new Part.Image("https://example.org/a.png", "low"), new Part.Image("https://example.org/b.png", "high")])],
        });
        var call = stage.Models.Calls[0];
        Assert.Equal(100 + 85 + 700 + call.MaxOutputTokens, call.Tokens);
    }

    [Fact]
    public async Task Deliver_DoubtfulAnswer_EscalatesToAStrongerOffer()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true).Answer("42");
        await stage.DeliverAsync();
        Assert.Equal(
            ["open start 1 First weak", "call weak 1000", "advance start 2 Escalate strong", "call strong 1000", "advance settle Accepted", "announce", "mark announced"],
            stage.Journal);
        Assert.Equal((2, "strong"), (Settled(stage).Ending.Attempts, Settled(stage).Ending.Model));
        Assert.Equal(14_000L + 14_000 * 25, Settled(stage).Ending.CostNanoUsd);
        Assert.Equal(2, stage.Store.Turns[0].Decision?.Request.Step);
    }

    [Fact]
    public async Task Deliver_Failure_FallsBackToAnotherOffer()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Fail(FailureKind.Unavailable).Answer("42");
        await stage.DeliverAsync();
        Assert.Contains("advance start 2 FallBack strong", stage.Journal);
        Assert.Equal(AttemptState.Failed, stage.Store.Turns[0].Ended?.State);
    }

    [Fact]
    public async Task Deliver_TruncatedAnswer_IsRepeatedWithTheJobsOwnLimit()
    {
        var stage = new Stage(Cascade with { FirstOutputTokens = 50 }, Some.Weak, Some.Strong);
        stage.Models.Answer("4", FinishReason.Length).Answer("42");
        await stage.DeliverAsync();
        Assert.Equal(["weak 50", "weak 1000"], stage.Models.Calls.Select(Line));
        Assert.Equal(Purpose.Repeat, stage.Store.Started[1].Purpose);
    }

    [Fact]
    public async Task Trap_ATruncatedAnswerIsNotRepeatedIdentically_AlsoWhenTheRepeatFailed()
    {
        var stage = new Stage(Cascade with { FirstOutputTokens = 50 }, Some.Weak, Some.Strong);
        stage.Models.Answer("4", FinishReason.Length).Fail(FailureKind.Unavailable).Answer("42");
        await stage.DeliverAsync();
        Assert.Equal(["weak 50", "weak 1000", "strong 1000"], stage.Models.Calls.Select(Line));
    }

    [Fact]
    public async Task Trap_ATruncatedAnswerIsNotRepeatedIdentically_AlsoByTheNextWorker()
    {
        var stage = new Stage(Cascade with { FirstOutputTokens = 50 }, Some.Weak);
        stage.Models.Answer("42");
        await stage.ResumeAsync(JobState.Held, waits: 1, attempts: Past("weak", 0.1, wasCut: true, maxOutputTokens: 50));
        Assert.Equal(["weak 1000"], stage.Models.Calls.Select(Line));
    }

    [Fact]
    public async Task Trap_FallbackDoesNotResetTheRetryCycle()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Middle, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true).Fail(FailureKind.Unavailable).Fail(FailureKind.Unavailable);
        await stage.DeliverAsync();
        Assert.Equal(["weak", "middle", "strong"], stage.Models.Calls.Select(call => call.Offer.Model.Name));
        Assert.Equal("advance hold unavailable", stage.Journal[^1]);
    }

    [Fact]
    public async Task Trap_FallbackDoesNotResetTheRetryCycle_AfterAWakeOrARescue()
    {
        foreach (var state in (JobState[])[JobState.Held, JobState.Running])
        {
            var stage = new Stage(Cascade, Some.Weak, Some.Middle, Some.Strong);
            stage.Models.Answer("42");
            await stage.ResumeAsync(state, waits: 1, attempts: Past("weak", 0.1));
            Assert.DoesNotContain("weak", stage.Models.Calls.Select(call => call.Offer.Model.Name));
        }
    }

    [Fact]
    public async Task Trap_CallAmplificationIsCapped()
    {
        var many = Enumerable.Range(1, 20).Select(i => Some.Model($"m{i}", 0.5 + (i * 0.02), i * 1_000_000)).ToArray();
        var stage = new Stage(Cascade, many);
        stage.Models.Answer("perhaps", isDoubtful: true);
        await stage.DeliverAsync(Some.Job() with { Quality = 0.5 });
        Assert.InRange(stage.Models.Calls.Count, 1, 5);
        Assert.StartsWith("advance settle Exhausted", stage.Journal[^3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trap_CallAmplificationIsCapped_AlsoForFailuresThatCostNothing()
    {
        var stage = new Stage(Cascade);
        stage.Models.Fail(FailureKind.Unavailable);
        await stage.DeliverAsync();
        Assert.Equal(4, stage.Models.Calls.Count);
        Assert.Equal(4, stage.Models.Calls.Select(call => call.Offer.Name).Distinct().Count());
        Assert.Equal("advance hold unavailable", stage.Journal[^1]);
    }

    [Fact]
    public async Task Deliver_RateLimited_IsHeldAsLongAsTold()
    {
        var stage = new Stage(Cascade);
        stage.Models.Fail(FailureKind.RateLimited, retryAfter: TimeSpan.FromSeconds(30));
        await stage.DeliverAsync();
        Assert.Equal("advance hold rate", stage.Journal[^1]);
        Assert.Equal(Some.Noon.AddSeconds(30), Assert.IsType<Move.Hold>(stage.Store.Turns[0].Move).WakeAt);
        Assert.Empty(stage.Announced);
    }

    [Fact]
    public async Task Deliver_NothingBetterToBuy_GivesUpWithTheBestAnswer()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true).Answer("", isDoubtful: true);
        await stage.DeliverAsync();
        var settled = Settled(stage);
        Assert.Equal((Outcome.Exhausted, "plan_ended", "perhaps", "weak"), (settled.Ending.Outcome, settled.Ending.Reason, settled.Output, settled.Ending.Model));
        Assert.Equal(Stage.Id(1), settled.Ending.AnswerAttempt);
    }

    [Fact]
    public async Task Deliver_OnlyEmptyAnswers_SettlesWithNone()
    {
        var stage = new Stage(Cascade, Some.Weak);
        stage.Models.Answer(" ");
        await stage.DeliverAsync();
        Assert.Equal((null, null, 14_000L), (Settled(stage).Output, Settled(stage).Ending.AnswerAttempt, Settled(stage).Ending.CostNanoUsd));
    }

    [Fact]
    public async Task Deliver_MoneyCapReached_GivesUpWithTheBestAnswer()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true);
        await stage.DeliverAsync(Some.Job() with { MaxCostNanoUsd = 410_000 });
        Assert.Equal(("perhaps", 14_000L), (Settled(stage).Output, Settled(stage).Ending.CostNanoUsd));
        Assert.Single(stage.Models.Calls);
    }

    [Fact]
    public async Task Deliver_MayBeCharged_CountsItsHoldAgainstTheJobsLimit()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Middle);
        stage.Models.Fail(FailureKind.Cut, mayBeCharged: true);
        await stage.DeliverAsync(Some.Job() with { MaxCostNanoUsd = 2_050_000 });
        Assert.Single(stage.Models.Calls);
        Assert.Equal(AttemptState.Unknown, stage.Store.Turns[0].Ended?.State);
    }

    [Fact]
    public async Task Deliver_NobodyCanEver_IsRejectedAndAnnounced()
    {
        var stage = new Stage(Cascade) { PromptTokens = 50_000 };
        await stage.DeliverAsync();
        Assert.Equal(["open reject prompt_too_long", "announce", "mark announced"], stage.Journal);
        Assert.Equal("messages", Assert.IsType<Announcement.Rejected>(Assert.Single(stage.Announced)).Field);
    }

    // A new job cannot be settled: the table of states has no such move, and Postgres would refuse it for ever.
    [Fact]
    public async Task Deliver_NobodyNowAndNoWaitsAllowed_IsRejected()
    {
        var stage = new Stage(Cascade with { Caps = new AttemptCaps { Waits = 0 } }, Some.Weak);
        stage.Models.Open["weak"] = Some.Noon.AddSeconds(5);
        await stage.DeliverAsync();
        Assert.Equal("open reject no_eligible_model", stage.Journal[0]);
    }

    [Fact]
    public async Task Deliver_EveryBreakerOpen_IsHeldFromTheStart()
    {
        var stage = new Stage(Cascade, Some.Weak);
        stage.Models.Open["weak"] = Some.Noon.AddSeconds(5);
        await stage.DeliverAsync();
        Assert.Equal(["open hold unavailable"], stage.Journal);
    }

    [Fact]
    public async Task Deliver_LostLease_EndsTheRunAndKeepsTheMoney()
    {
        var stage = new Stage(Cascade, Some.Weak, Some.Strong);
        stage.Models.Answer("perhaps", isDoubtful: true);
        stage.Models.Meanwhile = () => stage.Store.TakeOver(Some.Job().Key);
        await stage.DeliverAsync();
        Assert.Equal(["open start 1 First weak", "call weak 1000", "advance, lease lost"], stage.Journal);
        Assert.Equal((14_000L, "perhaps"), (stage.Store.Turns[0].Ended?.ChargeNanoUsd, stage.Store.Turns[0].Ended?.Answer?.Text));
        Assert.Empty(stage.Announced);
    }

    [Theory]
    [InlineData("{}", nameof(OpenResult.Duplicate))]
    [InlineData("{ }", nameof(OpenResult.Conflict))]
    public async Task Deliver_KnownJobId_DoesNothing(string body, string result)
    {
        var stage = new Stage(Cascade);
        stage.Models.Answer("42");
        await stage.DeliverAsync();
        stage.Journal.Clear();
        var opened = await stage.DeliverAsync(Some.Job() with { Body = System.Text.Encoding.UTF8.GetBytes(body) });
        Assert.Equal(result, opened.GetType().Name);
        Assert.Equal([$"open {result}"], stage.Journal);
    }

    [Fact]
    public async Task Deliver_StoppedDuringTheCall_LeavesTheAttemptForTheRescuer()
    {
        var stage = new Stage(Cascade);
        using var stop = new CancellationTokenSource();
        stage.Models.Meanwhile = () =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => stage.Runner.DeliverAsync(Some.Job(), Some.Noon, stop.Token));
        Assert.Empty(stage.Store.Turns);
        Assert.Equal(JobState.Running, stage.Store.Stored(Some.Job().Key).State);
    }

    [Fact]
    public async Task Deliver_Surprise_NamesTheLeaseThatIsGivenUp()
    {
        var stage = new Stage(Cascade);
        stage.Models.Meanwhile = () => throw new InvalidOperationException("surprise");
        var broken = await Assert.ThrowsAsync<BrokenRunException>(() => stage.DeliverAsync());
        Assert.Equal(stage.Store.Stored(Some.Job().Key), broken.Lease);
        Assert.Empty(stage.Announced);
    }

    [Fact]
    public async Task Deliver_Late_IsRunAtOnceAndCountedAsLate()
    {
        var stage = new Stage(Cascade);
        stage.Models.Answer("42");
        await stage.DeliverAsync(Some.Job(slack: TimeSpan.FromSeconds(-5)));
        Assert.Equal("open start 1 First quick", stage.Journal[0]);
        Assert.True(Settled(stage).Ending.Late);
    }

    private static string Line(ModelCall call) => $"{call.Offer.Model.Name} {call.MaxOutputTokens}";

    private static Announcement.Settled Settled(Stage stage) => Assert.IsType<Announcement.Settled>(Assert.Single(stage.Announced));

    private static PastAttempt Past(string model, double confidence, bool wasCut = false, int maxOutputTokens = 1_000) => new(
        Guid.CreateVersion7(Some.Noon), model, "sync", AttemptState.Replied, 0, 14_000, confidence, null, "perhaps", null,
        Some.Catalog().Find(model)!.QualityPrior("answer"), maxOutputTokens, wasCut, Purpose.First);
}
