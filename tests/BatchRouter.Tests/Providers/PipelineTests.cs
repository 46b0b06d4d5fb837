using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Limiting;
using BatchRouter.Providers.Calling;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class PipelineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _clock = new(Some.Noon);

    [Theory]
    [InlineData(FailureKind.Unavailable)]
    [InlineData(FailureKind.TimedOut)]
    [InlineData(FailureKind.Cut)]
    [InlineData(FailureKind.Malformed)]
    [InlineData(FailureKind.Unauthorised)]
    public async Task Trap_BreakerNeverOpens_ItOpensIsToldAndCloses(FailureKind kind)
    {
        var pipeline = PipelineCalls.Of(Some.Weak, new PipelineOptions { Retries = 0 }, _clock);
        for (var call = 0; call < 20; call++)
        {
            Assert.Null(pipeline.OpenUntil);
            await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => Fail(kind));
        }

        Assert.Equal(Some.Noon.AddSeconds(5), pipeline.OpenUntil);
        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => Succeed()));
        _clock.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Null(pipeline.OpenUntil);
        Assert.IsType<CallResult.Replied>(await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => Succeed()));
        Assert.IsType<CallResult.Replied>(await pipeline.ExecuteAsync(Lane.Sync, Urgency.Urgent, Long, _ => Succeed()));
    }

    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.InvalidRequest)]
    [InlineData(FailureKind.TooLong)]
    public async Task Execute_FaultsOfTheJobOrTheRate_DoNotOpenTheBreaker(FailureKind kind)
    {
        var pipeline = PipelineCalls.Of(Some.Weak, new PipelineOptions { Retries = 0 }, _clock);
        for (var call = 0; call < 60; call++)
            await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => Fail(kind));
        Assert.Null(pipeline.OpenUntil);
    }

    [Fact]
    public async Task OpenBreakers_OfAClient_NamesTheModelUntilItsTimeIsOver()
    {
        await using var stage = await CallingStage.StartAsync(
            new PipelineOptions { Retries = 0, BreakerMinimumCalls = 2, BreakerOpenFor = TimeSpan.FromMilliseconds(600) }, null,
            new Sandbox.Simulation.FaultRule(Sandbox.Simulation.FaultKind.ServerError) { ToCall = 2 });
        await stage.CallAsync();
        await stage.CallAsync();
        Assert.Equal("weak", Assert.Single(stage.Client.OpenBreakers).Key);
        var refused = Assert.IsType<CallResult.Failed>(await stage.CallAsync());
        Assert.Equal((FailureKind.BreakerOpen, false), (refused.Kind, refused.MayBeCharged));
        while (stage.Client.OpenBreakers.Count > 0)
            await Task.Yield();
        Assert.IsType<CallResult.Replied>(await stage.CallAsync());
        Assert.Empty(stage.Client.OpenBreakers);
    }

    [Fact]
    public async Task Execute_Bulk_NeverTakesThePlacesReservedForUrgentWork()
    {
        var pipeline = PipelineCalls.Of(Some.Weak with { ConcurrentCalls = 10 }, new PipelineOptions());
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        var bulk = Enumerable.Range(0, 50).Select(_ => Start(Urgency.Bulk)).ToList();
        Assert.Equal(8, running);
        var urgent = Enumerable.Range(0, 5).Select(_ => Start(Urgency.Urgent)).ToList();
        Assert.Equal(10, running);
        gate.SetResult();
        await Task.WhenAll([.. bulk, .. urgent]);
        Assert.Equal(55, running);

        Task Start(Urgency urgency) => pipeline.ExecuteAsync(Lane.Sync, urgency, Long, async _ =>
        {
            Interlocked.Increment(ref running);
            await gate.Task;
            return await Succeed();
        }).AsTask();
    }

    [Fact]
    public async Task Execute_WhereTheRateLimitCannotBeAsked_SendsNothing()
    {
        var pipeline = PipelineCalls.Of(Some.Weak with { RequestsPerMinute = 60 }, new PipelineOptions(), rates: new SharedRates { Fault = new IOException("gone") });
        var refusal = await Assert.ThrowsAsync<RateLeaseException>(async () => await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => throw new InvalidOperationException("sent")));
        Assert.Contains("gone", refusal.Message);
        Assert.Null(pipeline.OpenUntil);
    }

    [Fact]
    public async Task Execute_ASendingThatIsRepeated_TakesOfTheRateLimitAgain()
    {
        var rates = new SharedRates();
        var pipeline = PipelineCalls.Of(Some.Weak with { TokensPerMinute = 60_000 }, CallingStage.Quick, TimeProvider.System, rates);
        await pipeline.ExecuteAsync(Lane.Sync, Urgency.Bulk, Long, _ => Fail(FailureKind.Unavailable), tokens: 700);
        Assert.Equal([(false, 700L), (false, 700L), (false, 700L)], rates.Taken);
    }

    private static ValueTask<CallResult> Fail(FailureKind kind) =>
        ValueTask.FromResult<CallResult>(new CallResult.Failed(kind, false, "") { Elapsed = TimeSpan.Zero });

    private static ValueTask<CallResult> Succeed() =>
        ValueTask.FromResult<CallResult>(new CallResult.Replied(new Answer { Text = "fine" }, null) { Elapsed = TimeSpan.Zero });
}
