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
    BatchJob Job, Lease Lease, int Rescues, int Waits, int Decisions, IReadOnlyList<PastAttempt> Attempts);

/// <summary>An earlier attempt as the store remembers it.</summary>
public sealed record PastAttempt(
    Guid Id,
    string Model,
    string Lane,
    AttemptState State,
    double PredictedQuality,
    long HoldNanoUsd,
    long ChargedNanoUsd,
    double? Confidence,
    FailureKind? Failure,
    string? Output,
    string? ToolCallsJson);
