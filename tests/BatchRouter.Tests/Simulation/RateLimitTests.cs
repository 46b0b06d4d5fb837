using System.Net;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Requests_BeyondTheLimit_AreRefusedUntilTheClockRefills()
    {
        await using var stage = await StartAsync(new(RequestsPerMinute: 6, TokensPerMinute: 1_000_000));
        var left = new List<string>();
        for (var call = 0; call < 6; call++)
        {
            using var response = await SendAsync(stage);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            left.Add(response.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        }

        Assert.Equal(["5", "4", "3", "2", "1", "0"], left);
        using var refused = await SendAsync(stage);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("1m0s", refused.Headers.GetValues("x-ratelimit-reset-requests").Single());
        stage.Clock.Advance(TimeSpan.FromSeconds(10));
        using var later = await SendAsync(stage);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Equal(7, stage.Provider.Bill.Lines().Count);
    }

    [Fact]
    public async Task Tokens_BeyondTheLimit_AreRefused()
    {
        await using var stage = await StartAsync(new(RequestsPerMinute: 1_000, TokensPerMinute: 100));
        using var first = await SendAsync(stage, ""","max_completion_tokens":80""");
        using var second = await SendAsync(stage, ""","max_completion_tokens":80""");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.Equal("100", second.Headers.GetValues("x-ratelimit-limit-tokens").Single());
        Assert.InRange(int.Parse(first.Headers.GetValues("x-ratelimit-remaining-tokens").Single(), null), 1, 19);
    }

    [Fact]
    public async Task Messages_BeyondTheLimit_AreRefusedWithAnthropicsHeaders()
    {
        await using var stage = await StartAsync(new(RequestsPerMinute: 1, TokensPerMinute: 1_000));
        using var first = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(BatchStage.MessageBody("x?")), BatchStage.Stop);
        using var second = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(BatchStage.MessageBody("x?")), BatchStage.Stop);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.Equal("0", second.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single());
        Assert.Equal("2026-03-02T08:01:00.000000Z", second.Headers.GetValues("anthropic-ratelimit-requests-reset").Single());
        Assert.Equal(TimeSpan.FromMinutes(1), second.Headers.RetryAfter?.Delta);
    }

    private static Task<BatchStage> StartAsync(SimulatedRateLimits limits) =>
        BatchStage.StartAsync(more: options => options with { Models = [SimulatedClient.QuickFleet[0] with { RateLimits = limits }] });

    private static Task<HttpResponseMessage> SendAsync(BatchStage stage, string more = "") =>
        stage.OpenAi.PostAsync("v1/chat/completions", BatchStage.Json(SimulatedClient.Body("x?", more: more)), BatchStage.Stop);
}
