using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class RateLimitHeadersTests
{
    [Theory]
    [InlineData(0.25, "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 80", "x-ratelimit-limit-tokens: 40000", "x-ratelimit-remaining-tokens: 10000")]
    [InlineData(0.8, "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 80", "x-ratelimit-remaining-tokens: 10000")]
    [InlineData(0.1, "anthropic-ratelimit-requests-limit: 50", "anthropic-ratelimit-requests-remaining: 40", "anthropic-ratelimit-output-tokens-limit: 8000", "anthropic-ratelimit-output-tokens-remaining: 800")]
    [InlineData(0.0, "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: -3")]
    [InlineData(1.0, "x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 200")]
    [InlineData(null, "x-ratelimit-limit-requests: 0", "x-ratelimit-remaining-requests: 0")]
    [InlineData(null, "x-ratelimit-limit-requests: many", "x-ratelimit-remaining-requests: 5")]
    [InlineData(null)]
    public async Task Call_LimitHeaders_SayTheSmallestShareThatIsLeft(double? headroom, params string[] headers)
    {
        await using var log = With(headers);
        Assert.Equal(headroom, Assert.IsType<CallResult.Replied>(await log.CallAsync()).Headroom);
    }

    [Fact]
    public async Task Call_Refused_SaysWhatIsLeftToo()
    {
        await using var log = With("x-ratelimit-limit-requests: 100", "x-ratelimit-remaining-requests: 0").Then(400);
        Assert.Equal(0, Assert.IsType<CallResult.Failed>(await log.CallAsync()).Headroom);
    }

    private static RequestLog With(params string[] headers)
    {
        var log = new RequestLog();
        foreach (var header in headers.Select(header => header.Split(": ")))
            log.Headers[header[0]] = header[1];
        return log;
    }
}
