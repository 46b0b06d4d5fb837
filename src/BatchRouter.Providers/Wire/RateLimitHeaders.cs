using System.Globalization;
using System.Net.Http.Headers;

namespace BatchRouter.Providers.Wire;

/// <summary>What a provider says of its rate limit with every response: OpenAI's and Anthropic's headers, and those of servers that speak as they do.</summary>
internal static class RateLimitHeaders
{
    private static readonly (string Limit, string Remaining)[] Pairs =
    [
        ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests"),
        ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens"),
        ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining"),
        ("anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining"),
        ("anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-remaining"),
        ("anthropic-ratelimit-output-tokens-limit", "anthropic-ratelimit-output-tokens-remaining"),
    ];

    /// <summary>The smallest share of any limit that is left, 0 to 1; null where no limit and its rest are both said.</summary>
    public static double? Headroom(HttpResponseHeaders headers)
    {
        double? smallest = null;
        foreach (var (limit, remaining) in Pairs)
            if (Number(headers, limit) is > 0 and var most && Number(headers, remaining) is { } left
                && Math.Clamp((double)left / most, 0, 1) is var share && share < (smallest ?? 2))
                smallest = share;
        return smallest;
    }

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && long.TryParse(values.First(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
