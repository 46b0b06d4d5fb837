using BatchRouter.Caching;
using BatchRouter.Classifying;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>One purchase of one offer: at most one charge.</summary>
/// <param name="Id">Sent to the provider as X-Client-Request-Id.</param>
/// <param name="Number">From 1 within the job.</param>
/// <param name="Purpose">Why it was made.</param>
/// <param name="Candidate">The offer with what was predicted and what is held.</param>
/// <param name="StartedAt">When it was opened.</param>
/// <param name="Cached">The stored answer that is served instead of a call; null, the provider is called.</param>
/// <param name="Question">With <see cref="Purpose.Classify"/>: what is asked about the prompt.</param>
public sealed record Attempt(
    Guid Id, int Number, Purpose Purpose, Candidate Candidate, DateTimeOffset StartedAt, CachedAnswer? Cached = null, ClassifySettings? Question = null);

/// <summary>Why an attempt was made. A retry and a redelivery are no attempts.</summary>
public enum Purpose
{
    /// <summary>The plan's first step.</summary>
    First,

    /// <summary>A stronger offer, for quality.</summary>
    Escalate,

    /// <summary>Another offer, after a failure.</summary>
    FallBack,

    /// <summary>The same offer with something changed.</summary>
    Repeat,

    /// <summary>After a wait.</summary>
    Wake,

    /// <summary>After a worker died or lost its lease.</summary>
    Rescue,

    /// <summary>No purchase: an answer that was bought before is served.</summary>
    Cache,

    /// <summary>A small model says what kind of prompt it is: its answer is nobody's answer.</summary>
    Classify,
}

/// <summary>Where an attempt stands; its money stands with it.</summary>
public enum AttemptState
{
    /// <summary>Held; the call is under way or was.</summary>
    Started,

    /// <summary>Answered and charged: one ledger entry.</summary>
    Replied,

    /// <summary>Surely not charged: the hold is void.</summary>
    Failed,

    /// <summary>It may have been charged: the hold stays open.</summary>
    Unknown,

    /// <summary>Nothing was ever learned: the worst case is posted, marked.</summary>
    Assumed,
}
