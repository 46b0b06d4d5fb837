using BatchRouter.Catalog;
using BatchRouter.Cli.Estimating;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Routing;
using BatchRouter.Tests.Lanes;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class EstimateTests : IDisposable
{
    private static readonly Router Router = new(Some.Catalog(SomeLanes.Selling(Some.Weak, Lane.Batch), SomeLanes.Strong), Some.Policy());

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Lines_AddsUpWhatEachWouldCost()
    {
        var result = await RunAsync(Lines(Line(1), Line(2), Line(3)));
        Assert.Equal((3, 3, 0, 0), (result.Found, result.Jobs, result.Refused, result.Invalid));
        Assert.True(result.LowUsd < result.ExpectedUsd && result.ExpectedUsd < result.AllSyncUsd && result.AllSyncUsd < result.MaximumUsd);
        var one = await RunAsync(Lines(Line(1)));
        Assert.Equal((3 * one.LowUsd, 3 * one.ExpectedUsd, 3 * one.MaximumUsd), (result.LowUsd, result.ExpectedUsd, result.MaximumUsd));
        var batch = Assert.Single(result.Lanes);
        Assert.Equal(("batch", 3, 1.0, result.ExpectedUsd), (batch.Name, batch.Jobs, batch.Share, batch.ExpectedUsd));
        Assert.Equal(["strong", "weak"], result.Models.Select(model => model.Name).Order());
        Assert.All(result.Models, model => Assert.Equal(3, model.JobsInPlan));
        Assert.InRange(result.OnTimeChance!.Value, 0.999, 1);
        Assert.InRange(result.BatchInTimeChance!.Value, 0.9, 0.99);
        Assert.Equal(("promised", "catalogue"), (result.Knowledge.CompletionTimes, result.Knowledge.CallTimes));
    }

    [Fact]
    public async Task Run_WithAnotherDeadline_StandsInPlaceOfTheLinesOwn()
    {
        var hurried = await RunAsync(Lines(Line(1), Line(2)), deadline: "5m");
        Assert.Equal("sync", Assert.Single(hurried.Lanes).Name);
        Assert.Null(hurried.BatchInTimeChance);
        Assert.Equal(hurried.AllSyncUsd, hurried.ExpectedUsd);
        Assert.True(hurried.ExpectedUsd > (await RunAsync(Lines(Line(1), Line(2)))).ExpectedUsd);
    }

    [Fact]
    public async Task Run_WhatAWorkerWouldRefuse_IsCountedByReasonAndIsNoError()
    {
        var result = await RunAsync(Lines(Line(1), Line(2, ",\"model\":\"nobody\""), Line(3, ",\"maxCostUsd\":0.000000001"), Line(4, ",\"maxCostUsd\":0.000000001")));
        Assert.Equal((4, 1, 3, 0), (result.Found, result.Jobs, result.Refused, result.Invalid));
        Assert.Equal([new EstimateRefusal("maxCostUsd", "max_cost_too_low", 2), new EstimateRefusal("model", "unknown_model", 1)], result.Refusals);
    }

    [Fact]
    public async Task Run_InvalidAndRepeatedLines_AreNoJobs()
    {
        var result = await RunAsync(Lines(Line(1), Line(1), "{", Line(2, ",\"taks\":1")));
        Assert.Equal((4, 1, 2, 1), (result.Found, result.Jobs, result.Invalid, result.Repeated));
        Assert.Equal(["line 3", "line 4"], result.Errors.Select(error => error.Where));
    }

    [Fact]
    public async Task Run_AFolderWithoutTemplate_TakesTheFilesAsTheyAre()
    {
        _folder.Write("a.txt", "Summarise: one");
        _folder.Write("b.txt", "Summarise: two");
        var settings = new SubmitSettings { Path = _folder.Folder.FullName, Task = "answer", Deadline = "6h" };
        var result = await RunAsync(EstimateSource.Of(settings, "demo", new FileInfo(settings.Path), Some.Noon));
        Assert.Equal((2, 2), (result.Found, result.Jobs));
    }

    [Fact]
    public async Task Run_Budgets_SayWhetherWhatFallsUnderThemFits()
    {
        var all = await RunAsync(Lines(Line(1), Line(2)));
        var limit = (long)(all.ExpectedUsd * 1_000_000_000);
        var result = await RunAsync(Lines(Line(1), Line(2)), budgets:
        [
            new BudgetState { Scope = "all", Window = "day", WindowLimitNanoUsd = limit + 50, PostedNanoUsd = 20, HeldNanoUsd = 30, AtLimit = "wait" },
            new BudgetState { Scope = "project:demo", Window = "day", WindowLimitNanoUsd = limit + 9, Soft = true, ReserveNanoUsd = 10, AtLimit = "reject" },
            new BudgetState { Scope = "project:other", Window = "day", WindowLimitNanoUsd = 1 },
            new BudgetState { Scope = "model:weak", Window = "total", WindowLimitNanoUsd = 1_000_000_000_000 },
        ]);
        Assert.Equal([("all", "expected"), ("project:demo", "no"), ("model:weak", "maximum")], result.Budgets.Select(budget => (budget.Scope, budget.Fits)));
        Assert.Equal((all.ExpectedUsd, all.ExpectedUsd, all.MaximumUsd, 2), (result.Budgets[0].RoomUsd, result.Budgets[0].ExpectedUsd, result.Budgets[0].MaximumUsd, result.Budgets[0].Jobs));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("400d")]
    public void Source_ADeadlineThatCannotBeRead_IsAUsageError(string deadline)
    {
        var lines = _folder.Write("jobs.jsonl", Line(1));
        Assert.Throws<UsageException>(() => EstimateSource.Of(new SubmitSettings { Path = lines.FullName, Deadline = deadline }, "demo", lines, Some.Noon));
    }

    [Fact]
    public void Source_OptionsOfAFolderWithLines_AreAUsageError()
    {
        var lines = _folder.Write("jobs.jsonl", Line(1));
        var fault = Assert.Throws<UsageException>(() => EstimateSource.Of(
            new SubmitSettings { Path = lines.FullName, Task = "t", Quality = "best", Pattern = "*" }, "demo", lines, Some.Noon));
        Assert.StartsWith("--quality, --pattern:", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new EstimateRun(
            Lines(Line(1)), Router, await ViewAsync([]), new Screen(json: true), TimeProvider.System).RunAsync(Some.Noon, source.Token));
    }

    private static string Line(int id, string more = "") => $$"""
        {"jobId":"7f3c1d9e-0f6e-4f0a-9a53-{{id:000000000000}}","project":"demo","task":"answer","messages":[{"role":"user","content":"6 times 7?"}],"maxOutputTokens":500,"deadline":"2026-11-23T12:00:00Z"{{more}}}
        """;

    private static async Task<WorkerView> ViewAsync(IReadOnlyList<BudgetState> budgets) =>
        await WorkerView.ReadAsync(null, Some.Noon, Stop) with { Budgets = budgets };

    private JsonlSource Lines(params string[] lines) => new JsonlSource(_folder.Write("jobs.jsonl", string.Join('\n', lines)));

    private static async Task<EstimateResult> RunAsync(ISource source, string? deadline = null, IReadOnlyList<BudgetState>? budgets = null)
    {
        var changed = deadline is not null && DeadlineText.TryParse(deadline, Some.Noon, out var time)
            ? new ChangedLines(source, new Dictionary<string, string> { ["deadline"] = time.ToString("O") })
            : source;
        return await new EstimateRun(changed, Router, await ViewAsync(budgets ?? []), new Screen(json: true), TimeProvider.System).RunAsync(Some.Noon, Stop);
    }
}
