namespace BatchRouter.Sandbox.Simulation;

/// <summary>What can go wrong with one call, and whether the provider charged for it.</summary>
public enum FaultKind
{
    /// <summary>429 with Retry-After; not charged.</summary>
    RateLimited,

    /// <summary>500 with a complete error body; not charged.</summary>
    ServerError,

    /// <summary>503 with a complete error body; not charged.</summary>
    Unavailable,

    /// <summary>The connection ends without a byte of response; not charged. To the caller it looks like the next one.</summary>
    CutUncharged,

    /// <summary>Charged, then the connection ends without a byte of response.</summary>
    CutBeforeBody,

    /// <summary>Charged, then the connection ends in the middle of the body.</summary>
    CutInBody,

    /// <summary>Answers well, after a longer time; charged.</summary>
    Slow,

    /// <summary>200 whose body is no JSON; charged.</summary>
    MalformedJson,

    /// <summary>200 with message.refusal; charged.</summary>
    Refusal,

    /// <summary>200, finish reason content_filter, no text; charged.</summary>
    ContentFilter,

    /// <summary>200 whose response id and x-request-id are shared by every such reply; charged.</summary>
    CollidingIds,

    /// <summary>200 without usage; charged.</summary>
    UsageMissing,

    /// <summary>200 whose text ends in a lone surrogate and U+0000, where the answer is not JSON; charged.</summary>
    LoneSurrogate,
}
