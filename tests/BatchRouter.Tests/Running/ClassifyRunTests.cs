using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Tests.Budgeting;
using BatchRouter.Tests.Classifying;
using Xunit;

namespace BatchRouter.Tests.Running;

public sealed class ClassifyRunTests
{
    private static readonly TaskPolicy Asking = Kinds.Asking(new TaskPolicy { Name = "default", Quality = 0.6 });

    private readonly Stage _stage = new(Asking);

    [Fact]
    public async Task Deliver_ATaskThatAsksFirst_BooksTheQuestionAndFollowsTheVerdict()
    {
        _stage.Models.Answer("hard").Answer("42");
        await _stage.DeliverAsync();
        Assert.Equal(
            ["open start 1 Classify quick", "call quick 16", "advance start 2 First strong", "call strong 1000", "advance settle Accepted", "announce", "mark announced"],
            _stage.Journal);
        var end = _stage.Store.Turns[0].Ended!;
        Assert.Equal((AttemptState.Replied, 140_000L, null), (end.State, end.ChargeNanoUsd, end.Score));
        Assert.Equal(new Verdict("hard", Stage.Id(1)), _stage.Store.Turns[0].Decision!.Request.Verdict);
        Assert.Equal("What is 6 times 7?", _stage.Models.Calls[0].Job.Messages[^1].Text);
        Assert.Contains("- easy: one step", _stage.Models.Calls[0].Job.Messages[0].Text, StringComparison.Ordinal);
        var ending = Assert.IsType<Announcement.Settled>(_stage.Announced.Single());
        Assert.Equal(("42", (Guid?)Stage.Id(2)), (ending.Output, ending.Ending.AnswerAttempt));
        Assert.Equal(end.ChargeNanoUsd + _stage.Store.Turns[1].Ended!.ChargeNanoUsd, ending.Ending.CostNanoUsd);
    }

    [Fact]
    public async Task Deliver_TheSamePromptAgain_IsRememberedAndCostsNothing()
    {
        _stage.Models.Answer("hard").Answer("42");
        await _stage.DeliverAsync();
        _stage.Journal.Clear();
        await _stage.DeliverAsync(Some.Job() with { Key = new JobKey("demo", Guid.Empty) });
        Assert.Equal("open start 1 First strong", _stage.Journal[0]);
        Assert.Equal(new Verdict("hard", Stage.Id(1)) { IsRemembered = true }, _stage.Store.Openings[1].Decision.Request.Verdict);
    }

    [Theory]
    [InlineData("no idea")]
    [InlineData("easy, or hard")]
    public async Task Deliver_AnAnswerThatNamesNoClass_GoesOnWithoutAndAsksNoMore(string said)
    {
        _stage.Models.Answer(said).Answer("42");
        await _stage.DeliverAsync();
        Assert.Equal("advance start 2 First weak", _stage.Journal[2]);
        Assert.True(_stage.Store.Turns[0].Decision!.Request.VerdictFailed);
        Assert.Null(_stage.Verdicts.Recall(Some.Job(), Kinds.Settings));
    }

    [Fact]
    public async Task Deliver_AQuestionThatFails_SaysNothingAgainstTheModelsOwnAnswers()
    {
        _stage.Models.Fail(FailureKind.InvalidRequest).Answer("42");
        await _stage.DeliverAsync();
        var request = _stage.Store.Turns[0].Decision!.Request;
        Assert.True(request.VerdictFailed);
        Assert.Empty(request.FailedForGood);
        Assert.Equal("advance start 2 First weak", _stage.Journal[2]);
    }

    [Fact]
    public async Task Deliver_TheQuestionsAnswer_IsNeverTheJobs()
    {
        _stage.Models.Answer("hard").Fail(FailureKind.Refused);
        await _stage.DeliverAsync();
        var settled = Assert.IsType<Announcement.Settled>(_stage.Announced.Single());
        Assert.Null(settled.Output);
        Assert.Null(settled.Ending.AnswerAttempt);
    }

    [Fact]
    public async Task Deliver_NoRoomForTheQuestion_IsDecidedWithout()
    {
        _stage.Store.Refusals.Enqueue(SomeBudgets.Refusal(1_000_000, 0, 100));
        _stage.Models.Answer("42");
        await _stage.DeliverAsync();
        Assert.Equal(["open, over budget", "open start 1 First weak", "call weak 1000"], _stage.Journal.Take(3));
        Assert.Empty(_stage.Store.Openings[0].Decision.Request.OverBudget);
    }

    [Fact]
    public async Task Resume_TheQuestionWasAnswered_KnowsTheVerdictAgain()
    {
        _stage.Models.Answer("42");
        await _stage.ResumeAsync(JobState.Running, rescues: 1, attempts: Asked("very-hard", AttemptState.Replied));
        Assert.Equal("advance start 2 Rescue strong", _stage.Journal[0]);
        Assert.Equal(new Verdict("very-hard", Stage.Id(9)), _stage.Store.Turns[0].Decision!.Request.Verdict);
    }

    [Fact]
    public async Task Resume_TheQuestionWasLost_AsksNoSecondOne()
    {
        _stage.Models.Answer("42");
        await _stage.ResumeAsync(JobState.Running, rescues: 1, attempts: Asked(null, AttemptState.Unknown));
        Assert.Equal("advance start 2 Rescue weak", _stage.Journal[0]);
    }

    [Fact]
    public async Task Resume_TheClassHasLeftThePolicy_GoesOnWithout()
    {
        _stage.Models.Answer("42");
        await _stage.ResumeAsync(JobState.Running, rescues: 1, attempts: Asked("easier", AttemptState.Replied));
        Assert.True(_stage.Store.Turns[0].Decision!.Request.VerdictFailed);
    }

    [Fact]
    public async Task Deliver_CostsOfQuestions_AreNotTakenForCostsOfAnswers()
    {
        _stage.Models.Answer("hard");
        for (var i = 0; i < 30; i++)
            await _stage.DeliverAsync(Some.Job($"prompt {i}") with { Key = new JobKey("demo", new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])) });
        Assert.DoesNotContain("quick:sync", _stage.Costs.Of("answer").Keys);
    }

    private static PastAttempt Asked(string? said, AttemptState state) => new(
        Stage.Id(9), "quick", "sync", state, 5_000, said is null ? 0 : 900, null, null, said, null, 0.75, 16, false, Purpose.Classify);
}
