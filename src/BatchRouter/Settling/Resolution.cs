using BatchRouter.Catalog;

namespace BatchRouter.Settling;

/// <summary>How an unknown attempt's money is closed. Never by a timer alone as void.</summary>
public abstract record Resolution(Guid AttemptId, DateTimeOffset At)
{
    /// <summary>The provider's record says that it charged, and how much it counted.</summary>
    public sealed record Charged(Guid AttemptId, DateTimeOffset At, Usage Usage, long ChargeNanoUsd, string? ProviderRequestId)
        : Resolution(AttemptId, At);

    /// <summary>The provider's record says that nothing was charged.</summary>
    public sealed record NotCharged(Guid AttemptId, DateTimeOffset At) : Resolution(AttemptId, At);

    /// <summary>Nothing was learned in time: the whole hold is posted, marked.</summary>
    public sealed record Assumed(Guid AttemptId, DateTimeOffset At) : Resolution(AttemptId, At);
}
