using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>How a job was settled: what its row says for ever.</summary>
/// <param name="Outcome">Accepted or exhausted.</param>
/// <param name="Reason">Why it was exhausted.</param>
/// <param name="AnswerAttempt">Whose answer it is; null where there is none.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Lane">The lane it was bought in.</param>
/// <param name="Confidence">The answer's.</param>
/// <param name="Attempts">Purchases made.</param>
/// <param name="CostNanoUsd">Charges so far; unknown attempts are not in it.</param>
/// <param name="Late">Settled after the deadline.</param>
public sealed record Ending(
    Outcome Outcome,
    string? Reason,
    Guid? AnswerAttempt,
    string? Model,
    string? Lane,
    double? Confidence,
    int Attempts,
    long CostNanoUsd,
    bool Late);
