using BatchRouter.Catalog;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>One charged request. Token counts are those of the whole answer, received or not.</summary>
public sealed record BillLine
{
    /// <summary>Counted from 1, without gaps.</summary>
    public required long Line { get; init; }

    /// <summary>The caller's X-Client-Request-Id, if it sent one; of a batch's row the attempt's id, or the custom id as it is where it is none of ours.</summary>
    public required string? ClientRequestId { get; init; }

    /// <summary>Our x-request-id; not unique where ids collide by script.</summary>
    public required string RequestId { get; init; }

    public required string Model { get; init; }

    public required Lane Lane { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long CacheWriteTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long ReasoningTokens { get; init; }

    public required long AmountNanoUsd { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the whole response left us. It may still not have arrived.</summary>
    public bool Answered { get; internal set; }
}
