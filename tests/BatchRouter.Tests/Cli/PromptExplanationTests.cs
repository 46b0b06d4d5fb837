using BatchRouter.Cli.Explaining;
using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;
using BatchRouter.Routing;
using BatchRouter.Tests.Classifying;
using BatchRouter.Tests.Lanes;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class PromptExplanationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private PromptQuestion Question => new() { File = _folder.Write("prompt.txt", "Summarise: the quarter closed well."), Task = "summarize", Deadline = "6h" };

    [Fact]
    public async Task Explain_APrompt_TellsEveryCandidateThePlanAndTheStrategies()
    {
        var told = await ExplainAsync(Question);
        Assert.Equal(["weak:sync", "middle:sync", "strong:sync", "quick:sync"], told.Candidates.Select(candidate => candidate.Offer));
        Assert.Equal((21_600, "buy", 0.85), (told.SlackSeconds, told.Choice, told.QualityWanted));
        var chosen = told.Candidates.Single(candidate => candidate.Reason == ReasonCodes.Chosen);
        Assert.Equal(told.Plan.Offers[0], chosen.Offer);
        Assert.True(chosen is { Eligible: true, CostUsd: > 0, HoldUsd: > 0, P50Ms: > 0, P99Ms: > 0, PredictedQuality: 0.7 });
        Assert.True(told.Plan is { ExpectedQuality: >= 0.85, ExpectedCostUsd: > 0 });
        Assert.Equal(new StrategyNote(Strategies.Cascade, told.Reason), told.Strategies[^1]);
    }

    [Fact]
    public async Task Explain_AModelThatSellsLanes_TellsTheirNumbersAsTheProviderPromises()
    {
        var told = await ExplainAsync(Question, new Router(Some.Catalog(SomeLanes.Weak, Some.Strong), Some.Policy()));
        Assert.Equal("weak:batch", told.Plan.Offers[0]);
        var lanes = told.Candidates[0].Lanes!;
        Assert.True(lanes is { Reason: ReasonCodes.BatchPays, BatchChance: > 0.9 and < 0.98, FlexChance: > 0.9, BatchNanoUsd: > 0 });
        Assert.True(lanes.BatchNanoUsd < lanes.SyncNanoUsd && lanes.LatestSafeStart < told.Deadline);
        Assert.Null(told.Candidates[1].Lanes);
    }

    [Fact]
    public async Task Explain_WithItsOwnQualityAndDeadline_DecidesByThem()
    {
        Assert.Equal(1, (await ExplainAsync(Question with { Quality = "best" })).Candidates.Count(candidate => candidate.Reason == ReasonCodes.Chosen && candidate.Offer == "strong:sync"));
        Assert.Equal(ReasonCodes.LittleSlackFastest, (await ExplainAsync(Question with { Deadline = "3s" })).Reason);
    }

    [Fact]
    public async Task Explain_ATaskThatAsksASmallModel_SaysWhom()
    {
        var router = new Router(Some.Catalog(), Some.Policy(Kinds.Asking(new TaskPolicy { Name = "default" })));
        var told = await ExplainAsync(Question, router);
        Assert.Equal(("classify", "quick:sync"), (told.Choice, told.Asks));
    }

    [Theory]
    [InlineData("soon", null, "--deadline")]
    public async Task Explain_AnOptionThatCannotBeRead_NamesIt(string deadline, string? quality, string named)
    {
        var fault = await Assert.ThrowsAsync<UsageException>(() => ExplainAsync(Question with { Deadline = deadline, Quality = quality }));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_AJobThatAWorkerWouldRefuse_SaysTheFieldAndWhy()
    {
        Assert.Contains("project: unknown_project", (await Assert.ThrowsAsync<InvalidDataException>(() => ExplainAsync(Question with { Project = "nobody's" }))).Message, StringComparison.Ordinal);
        Assert.Contains("quality", (await Assert.ThrowsAsync<InvalidDataException>(() => ExplainAsync(Question with { Quality = "splendid" }))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<PromptExplanation> ExplainAsync(PromptQuestion question, Router? router = null) => RouteCommand.ExplainAsync(
        question, router ?? new Router(Some.Catalog(), Some.Policy()), new LearnedBook(), Some.Noon, TestContext.Current.CancellationToken);
}
