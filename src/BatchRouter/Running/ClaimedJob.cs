using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>A job taken over from a dead worker, or woken: its story so far.</summary>
/// <param name="Job">As it was accepted.</param>
/// <param name="Lease">This worker's.</param>
/// <param name="Rescues">How often a worker died over it.</param>
/// <param name="Waits">How often it was held.</param>
/// <param name="Decisions">How many decisions were stored.</param>
/// <param name="Attempts">All attempts so far, in their order.</param>
public sealed record ClaimedJob(
    BatchJob Job, Lease Lease, int Rescues, int Waits, int Decisions, IReadOnlyList<PastAttempt> Attempts)
{
    /// <summary>Nothing more is to be bought for it.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>An earlier attempt as the store remembers it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The model that was asked.</param>
/// <param name="Lane">In which lane.</param>
/// <param name="State">Where it stands.</param>
/// <param name="HoldNanoUsd">What was held for it.</param>
/// <param name="ChargedNanoUsd">The sum of its entries.</param>
/// <param name="Confidence">The answer's; null, no answer is stored.</param>
/// <param name="Failure">How it failed.</param>
/// <param name="Output">The answer's text.</param>
/// <param name="ToolCallsJson">The answer's tool calls.</param>
/// <param name="Quality">What was predicted of it.</param>
/// <param name="MaxOutputTokens">What it asked for.</param>
/// <param name="WasCut">The output limit cut the answer.</param>
/// <param name="Purpose">Why it was made.</param>
public sealed record PastAttempt(
    Guid Id,
    string Model,
    string Lane,
    AttemptState State,
    long HoldNanoUsd,
    long ChargedNanoUsd,
    double? Confidence,
    FailureKind? Failure,
    string? Output,
    string? ToolCallsJson,
    double Quality,
    int MaxOutputTokens,
    bool WasCut,
    Purpose Purpose);
