using System.Collections.Concurrent;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>Where a model's limits stand after a call. <paramref name="RetryAfter"/> is zero where the call was let in.</summary>
internal sealed record RateStand(long RequestsLeft, TimeSpan RequestsReset, long TokensLeft, TimeSpan TokensReset, TimeSpan RetryAfter)
{
    public bool IsFull => RetryAfter > TimeSpan.Zero;
}

/// <summary>Keeps the rate limits of models that have some: one bucket of requests and one of tokens, full at first, refilled by the clock.</summary>
internal sealed class RateBook(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Buckets> _models = new(StringComparer.Ordinal);

    /// <summary>Takes a call and its tokens, or neither. Null where the model has no limits.</summary>
    public RateStand? Take(SimulatedModel model, long tokens) => model.RateLimits is { } limits
        ? _models.GetOrAdd(model.Name, static (_, given) => new(given.limits, given.now), (limits, now: clock.GetUtcNow())).Take(tokens, clock.GetUtcNow())
        : null;

    private sealed class Buckets(SimulatedRateLimits limits, DateTimeOffset start)
    {
        private readonly Lock _gate = new();
        private double _requests = limits.RequestsPerMinute;
        private double _tokens = limits.TokensPerMinute;
        private DateTimeOffset _at = start;

        public RateStand Take(long tokens, DateTimeOffset now)
        {
            lock (_gate)
            {
                var minutes = Math.Max(0, (now - _at).TotalMinutes);
                _at = now > _at ? now : _at;
                _requests = Math.Min(limits.RequestsPerMinute, _requests + minutes * limits.RequestsPerMinute);
                _tokens = Math.Min(limits.TokensPerMinute, _tokens + minutes * limits.TokensPerMinute);
                var wait = Later(Until(1, _requests, limits.RequestsPerMinute), Until(Math.Min(tokens, limits.TokensPerMinute), _tokens, limits.TokensPerMinute));
                if (wait <= TimeSpan.Zero)
                    (_requests, _tokens) = (_requests - 1, _tokens - tokens);
                return new(
                    (long)Math.Max(0, _requests), Until(limits.RequestsPerMinute, _requests, limits.RequestsPerMinute),
                    (long)Math.Max(0, _tokens), Until(limits.TokensPerMinute, _tokens, limits.TokensPerMinute), wait);
            }
        }

        private static TimeSpan Until(double wanted, double level, double perMinute) =>
            wanted <= level ? TimeSpan.Zero : TimeSpan.FromMinutes((wanted - level) / perMinute);

        private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
    }
}
