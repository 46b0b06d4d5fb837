using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Scoring;
using BatchRouter.Tests.Simulation;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class ModelClientTests
{
    [Theory]
    [InlineData(FaultKind.RateLimited, FailureKind.RateLimited, false, 0)]
    [InlineData(FaultKind.ServerError, FailureKind.Unavailable, false, 0)]
    [InlineData(FaultKind.Unavailable, FailureKind.Unavailable, false, 0)]
    [InlineData(FaultKind.CutUncharged, FailureKind.Cut, true, 0)]
    [InlineData(FaultKind.CutBeforeBody, FailureKind.Cut, true, 1)]
    [InlineData(FaultKind.CutInBody, FailureKind.Cut, true, 1)]
    [InlineData(FaultKind.MalformedJson, FailureKind.Malformed, true, 1)]
    public async Task Call_Fault_HasItsKindAndSaysWhetherItMayBeCharged(FaultKind fault, FailureKind kind, bool mayBeCharged, int lines)
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(fault));
        var failed = Assert.IsType<CallResult.Failed>(await stage.CallAsync());
        Assert.Equal((kind, mayBeCharged, lines), (failed.Kind, failed.MayBeCharged, stage.Bill.Count));
        Assert.DoesNotContain("dead letter", failed.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Call_Answer_ArrivesWithUsageIdsAndLogProbabilities()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once);
        var attempt = Guid.NewGuid();
        var replied = await RepliedAsync(stage.CallAsync("What is 6 times 7?", attempt: attempt));
        var line = Assert.Single(stage.Bill);
        Assert.Equal(new Usage(line.InputTokens, line.CachedTokens, line.OutputTokens, line.ReasoningTokens, line.CacheWriteTokens), replied.Usage);
        Assert.Equal((attempt.ToString(), line.RequestId), (line.ClientRequestId, replied.ProviderRequestId));
        Assert.InRange(replied.Answer.MeanLogProbability!.Value, -20, 0);
        Assert.Equal((FinishReason.Stop, null), (replied.Answer.Finish, replied.Answer.Refusal));
        Assert.NotEmpty(replied.Answer.Text);
    }

    [Fact]
    public async Task Call_CachedAndReasoningTokens_ArePartsOfTheUsage()
    {
        var fleet = SimulatedClient.QuickFleet.Select(model => model with { CachedShare = 0.5m, ReasoningTokens = 7 }).ToList();
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, new SimulatedProviderOptions { Models = fleet });
        var usage = (await RepliedAsync(stage.CallAsync())).Usage!.Value;
        var line = Assert.Single(stage.Bill);
        Assert.Equal((line.CachedTokens, 7), (usage.CachedInput, usage.Reasoning));
        Assert.True(usage.CachedInput > 0);
    }

    [Fact]
    public async Task Call_CacheWriteTokens_ArePartOfTheInputAndOfTheCharge()
    {
        var fleet = SimulatedClient.QuickFleet.Select(model => model with
        {
            Prices = model.Prices with { CacheWrite = 3 * model.Prices.Input },
            CachedShare = 0.3m,
            CacheWriteShare = 0.5m,
        }).ToList();
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, new SimulatedProviderOptions { Models = fleet });
        var usage = (await RepliedAsync(stage.CallAsync("What is a dead letter, and who reads it?"))).Usage!.Value;
        var line = Assert.Single(stage.Bill);
        Assert.Equal((line.InputTokens, line.CacheWriteTokens), (usage.Input, usage.CacheWriteInput));
        Assert.True(usage.CacheWriteInput > 0);
        var prices = fleet.Single(model => model.Name == line.Model).Prices;
        var rates = new Rates(prices.Input, prices.Output) { CachedInputNanoUsdPerMillion = prices.CachedInput, CacheWriteNanoUsdPerMillion = prices.CacheWrite };
        Assert.Equal(line.AmountNanoUsd, rates.ChargeNanoUsd(usage));
    }

    [Fact]
    public async Task Call_UsageMissing_LeavesUsageUnknownAndKeepsTheAnswer()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(FaultKind.UsageMissing));
        var replied = await RepliedAsync(stage.CallAsync());
        Assert.Null(replied.Usage);
        Assert.NotEmpty(replied.Answer.Text);
    }

    [Fact]
    public async Task Call_RefusalOrContentFilter_IsAnAnswerThatSaysSo()
    {
        await using var refusing = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(FaultKind.Refusal));
        Assert.NotEmpty((await RepliedAsync(refusing.CallAsync())).Answer.Refusal!);
        await using var filtering = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(FaultKind.ContentFilter));
        Assert.Equal(FinishReason.ContentFilter, (await RepliedAsync(filtering.CallAsync())).Answer.Finish);
    }

    [Fact]
    public async Task Call_CollidingIds_AreAnswersLikeAnyOther()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(FaultKind.CollidingIds));
        var (one, other) = (await RepliedAsync(stage.CallAsync()), await RepliedAsync(stage.CallAsync()));
        Assert.Equal(one.ProviderRequestId, other.ProviderRequestId);
    }

    [Fact]
    public async Task Call_TooFewOutputTokens_IsCutShort()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once);
        Assert.Equal(FinishReason.Length, (await RepliedAsync(stage.CallAsync(Some.Job(), maxOutputTokens: 1))).Answer.Finish);
        Assert.Equal(1, Assert.Single(stage.Bill).OutputTokens);
    }

    [Fact]
    public async Task Call_SlowBeyondItsTimeLimit_TimedOutAndMayBeCharged()
    {
        var stage = await CallingStage.StartAsync(CallingStage.Quick, null, new FaultRule(FaultKind.Slow) { Delay = TimeSpan.FromMinutes(5) });
        var failed = Assert.IsType<CallResult.Failed>(await stage.CallAsync(limit: TimeSpan.FromMilliseconds(400)));
        Assert.Equal((FailureKind.TimedOut, true), (failed.Kind, failed.MayBeCharged));
        await stage.DisposeAsync();
        Assert.Single(stage.Bill);
    }

    [Fact]
    public async Task Call_SendingBeyondItsTime_TimedOutMayBeChargedAndIsNotSentAgain()
    {
        var options = CallingStage.Quick with { LeastSendingTime = TimeSpan.FromMilliseconds(300), SendingTimeFactor = 0.1 };
        var stage = await CallingStage.StartAsync(options, null, new FaultRule(FaultKind.Slow) { Delay = TimeSpan.FromMinutes(5) });
        var failed = Assert.IsType<CallResult.Failed>(await stage.CallAsync());
        Assert.Equal((FailureKind.TimedOut, true), (failed.Kind, failed.MayBeCharged));
        await stage.DisposeAsync();
        Assert.Single(stage.Bill);
    }

    [Fact]
    public async Task Call_NobodyListens_IsNotCharged()
    {
        await using var stage = await CallingStage.StartAsync(
            CallingStage.Once, model => model with { Provider = model.Provider with { Endpoint = new Uri("http://127.0.0.1:1/v1") } });
        var failed = Assert.IsType<CallResult.Failed>(await stage.CallAsync());
        Assert.Equal((FailureKind.Unavailable, false), (failed.Kind, failed.MayBeCharged));
    }

    [Fact]
    public async Task Call_ErrorsOfTheRequest_HaveTheirKinds()
    {
        await using var unknown = await CallingStage.StartAsync(CallingStage.Once, model => model with { ProviderModel = "nobody" });
        Assert.Equal(FailureKind.UnknownModel, Assert.IsType<CallResult.Failed>(await unknown.CallAsync()).Kind);
        await using var plain = await CallingStage.StartAsync(CallingStage.Once, model => model with { ProviderModel = DefaultFleet.Fast });
        Assert.Equal(FailureKind.InvalidRequest, Assert.IsType<CallResult.Failed>(await plain.CallAsync()).Kind);
        var narrow = SimulatedClient.QuickFleet.Select(model => model with { ContextWindowTokens = 5 }).ToList();
        await using var small = await CallingStage.StartAsync(CallingStage.Once, new SimulatedProviderOptions { Models = narrow });
        Assert.Equal(FailureKind.TooLong, Assert.IsType<CallResult.Failed>(await small.CallAsync()).Kind);
    }

    // A body that cannot even be written must not look like an outage: it would be sent again and open the breaker for its neighbours.
    [Fact]
    public async Task Call_JobThatCannotBeSent_IsItsOwnFaultAndNotTheProviders()
    {
        await using var stage = await CallingStage.StartAsync(new PipelineOptions { BreakerMinimumCalls = 2 });
        var job = Some.Job() with { Tools = [new Tool("f", null, "this is no schema")] };
        for (var call = 0; call < 4; call++)
        {
            var failed = Assert.IsType<CallResult.Failed>(await stage.CallAsync(job));
            Assert.Equal((FailureKind.InvalidRequest, false), (failed.Kind, failed.MayBeCharged));
        }

        Assert.Empty(stage.Client.OpenBreakers);
    }

    [Fact]
    public async Task Call_CancelledByUs_Throws()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Quick, null, new FaultRule(FaultKind.Slow) { Delay = TimeSpan.FromMinutes(5) });
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stage.Client.CallAsync(
            new ModelCall(Guid.NewGuid(), Some.Job(), new Offer(stage.Model, Lane.Sync, stage.Model.Prices[0]), 10, TimeSpan.FromSeconds(20)), stop.Token));
    }

    [Fact]
    public async Task Call_Hundreds_HaveAtMostOneBillLineEach()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Quick, null, [.. FaultScript.Demo.Rules.Select(rule => rule with { Probability = rule.Probability * 20, RetryAfterSeconds = 0 })]);
        var calls = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            var attempt = Guid.NewGuid();
            return (Id: attempt.ToString(), Result: await stage.CallAsync($"question {i}", attempt: attempt));
        }));
        var bill = stage.Bill.GroupBy(line => line.ClientRequestId!).ToDictionary(lines => lines.Key, lines => lines.Count());
        Assert.All(bill, lines => Assert.Equal(1, lines.Value));
        Assert.All(calls, call => Assert.Equal(call.Result is CallResult.Replied, bill.ContainsKey(call.Id) && call.Result is not CallResult.Failed { MayBeCharged: true }));
    }

    internal static async Task<CallResult.Replied> RepliedAsync(Task<CallResult> call)
    {
        var result = await call;
        return result is CallResult.Replied replied ? replied : throw new InvalidOperationException(result.ToString());
    }
}
