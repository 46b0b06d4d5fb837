using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class FlexTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(Lane.Flex, Capabilities.LogProbabilities)]
    [InlineData(Lane.Flex, Capabilities.None)]
    [InlineData(Lane.Sync, Capabilities.LogProbabilities)]
    [InlineData(Lane.Sync, Capabilities.None)]
    public async Task Call_ServiceTier_IsNamedForFlexOnly(Lane lane, Capabilities capabilities)
    {
        await using var log = new RequestLog(change: model => model with { Capabilities = capabilities });
        Assert.IsType<CallResult.Replied>(await CallAsync(log, lane));
        var sent = JsonElement.Parse(log.Bodies[0]);
        Assert.Equal(lane == Lane.Flex ? "flex" : null, sent.TryGetProperty("service_tier", out var tier) ? tier.GetString() : null);
        Assert.Equal(capabilities == Capabilities.LogProbabilities, sent.TryGetProperty("logprobs", out _));
    }

    [Fact]
    public async Task Call_FlexWithoutRoom_IsToldAtOnce()
    {
        await using var log = new RequestLog();
        log.Then(429).Then(429);
        Assert.Equal(FailureKind.RateLimited, Assert.IsType<CallResult.Failed>(await CallAsync(log, Lane.Flex)).Kind);
        Assert.Single(log.Bodies);
    }

    [Fact]
    public async Task Execute_FailingFlex_LeavesTheBreakerOfTheSynchronousLaneClosed()
    {
        var pipeline = PipelineCalls.Of(Some.Weak, new PipelineOptions { Retries = 0, BreakerMinimumCalls = 2 });
        for (var call = 0; call < 2; call++)
            await pipeline.ExecuteAsync(Lane.Flex, Urgency.Bulk, Limit, _ => Result(FailureKind.Unavailable));
        await Assert.ThrowsAsync<Polly.CircuitBreaker.BrokenCircuitException>(
            async () => await pipeline.ExecuteAsync(Lane.Flex, Urgency.Bulk, Limit, _ => Result(null)));
        Assert.Null(pipeline.OpenUntil);
        Assert.IsType<CallResult.Replied>(await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Limit, _ => Result(null)));
    }

    // A synchronous sending is cut after 30 s; flex waits for room as long as the call may take.
    [Fact]
    public async Task Execute_Flex_WaitsForAllOfTheCallsTime()
    {
        var clock = new FakeTimeProvider(Some.Noon);
        var pipeline = PipelineCalls.Of(Some.Weak, new PipelineOptions(), clock);
        var answer = new TaskCompletionSource<CallResult>();
        var call = pipeline.ExecuteAsync(Lane.Flex, Urgency.Bulk, Limit, token => new ValueTask<CallResult>(answer.Task.WaitAsync(token)));
        clock.Advance(Limit - TimeSpan.FromSeconds(1));
        Assert.False(call.IsCompleted);
        answer.SetResult(await Result(null));
        Assert.IsType<CallResult.Replied>(await call);
    }

    [Fact]
    public async Task Execute_FlexCallsUnderWay_TakeNoPlacesOfTheSynchronousLane()
    {
        var pipeline = PipelineCalls.Of(Some.Weak with { ConcurrentCalls = 1 }, new PipelineOptions());
        var answer = new TaskCompletionSource<CallResult>();
        var flex = pipeline.ExecuteAsync(Lane.Flex, Urgency.Bulk, Limit, _ => new ValueTask<CallResult>(answer.Task));
        Assert.IsType<CallResult.Replied>(await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Limit, _ => Result(null)));
        answer.SetResult(await Result(null));
        await flex;
    }

    private static Task<CallResult> CallAsync(RequestLog log, Lane lane) => log.Client.CallAsync(
        new ModelCall(Guid.NewGuid(), Some.Job(), new Offer(log.Model, lane, log.Model.Prices[0]), 100, TimeSpan.FromSeconds(20)), CallingStage.Stop);

    private static ValueTask<CallResult> Result(FailureKind? kind) => ValueTask.FromResult<CallResult>(kind is { } failed
        ? new CallResult.Failed(failed, false, "") { Elapsed = TimeSpan.Zero }
        : new CallResult.Replied(new Answer { Text = "fine" }, null) { Elapsed = TimeSpan.Zero });
}
