using System.Diagnostics;
using System.Globalization;
using BatchRouter.Providers.Calling;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class RetryTests
{
    // The client library has retries of its own: two layers would multiply.
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Trap_ClientRetriesTimesRouterRetries_OneLayerOnly(int status)
    {
        await using var log = new RequestLog();
        for (var i = 0; i < 20; i++)
            log.Then(status);
        var attempt = Guid.NewGuid();
        Assert.False(Assert.IsType<CallResult.Failed>(await log.CallAsync(attempt: attempt)).MayBeCharged);
        Assert.Equal(3, log.Bodies.Count);
        Assert.All(log.AttemptIds, id => Assert.Equal(attempt.ToString(), id));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Call_ErrorThatAnotherTryCannotCure_IsSentOnce(int status)
    {
        await using var log = new RequestLog();
        log.Then(status);
        Assert.IsType<CallResult.Failed>(await log.CallAsync());
        Assert.Single(log.Bodies);
    }

    [Fact]
    public async Task Call_WhatMayBeCharged_IsSentOnce()
    {
        await using var log = new RequestLog();
        log.Then(200, body: "{\"choices\":");
        Assert.True(Assert.IsType<CallResult.Failed>(await log.CallAsync()).MayBeCharged);
        Assert.Single(log.Bodies);
    }

    [Fact]
    public async Task Call_FaultThatPasses_IsAnsweredByTheRetry()
    {
        await using var log = new RequestLog();
        log.Then(503).Then(429);
        Assert.IsType<CallResult.Replied>(await log.CallAsync());
        Assert.Equal(3, log.Bodies.Count);
    }

    [Fact]
    public async Task Call_RetryAfter_IsWaitedOut()
    {
        await using var log = new RequestLog();
        log.Then(429, "1");
        var started = Stopwatch.GetTimestamp();
        Assert.IsType<CallResult.Replied>(await log.CallAsync());
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(990));
    }

    [Fact]
    public async Task Call_RetryAfterBeyondThePatience_IsToldAndNotWaitedOut()
    {
        await using var log = new RequestLog();
        log.Then(429, "30");
        var failed = Assert.IsType<CallResult.Failed>(await log.CallAsync());
        Assert.Equal((FailureKind.RateLimited, TimeSpan.FromSeconds(30)), (failed.Kind, failed.RetryAfter));
        Assert.Single(log.Bodies);
    }

    [Fact]
    public async Task Call_RetryAfterAsADateGoneBy_MeansAtOnce()
    {
        await using var log = new RequestLog(new PipelineOptions { Retries = 0 });
        log.Then(429, Some.Noon.AddYears(-5).ToString("R", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, Assert.IsType<CallResult.Failed>(await log.CallAsync()).RetryAfter);
    }

    [Theory]
    [InlineData(400, "context_length_exceeded", FailureKind.TooLong)]
    [InlineData(400, "content_filter", FailureKind.Refused)]
    [InlineData(429, "insufficient_quota", FailureKind.Unauthorised)]
    [InlineData(418, "", FailureKind.InvalidRequest)]
    public async Task Call_ErrorCode_StandsAboveTheStatus(int status, string code, FailureKind kind)
    {
        await using var log = new RequestLog(new PipelineOptions { Retries = 0 });
        log.Then(status, body: $$$"""{"error":{"message":"a prompt quoted","code":"{{{code}}}"}}""");
        var failed = Assert.IsType<CallResult.Failed>(await log.CallAsync());
        Assert.Equal(kind, failed.Kind);
        Assert.DoesNotContain("quoted", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ErrorPageOfAProxy_HasTheKindOfItsStatus()
    {
        await using var log = new RequestLog(new PipelineOptions { Retries = 0 });
        log.Then(502, body: "<html>bad gateway</html>");
        Assert.Equal(FailureKind.Unavailable, Assert.IsType<CallResult.Failed>(await log.CallAsync()).Kind);
    }
}
