namespace BatchRouter.Lanes;

/// <summary>Why a candidate is bought in its lane: stored with it.</summary>
/// <param name="Reason">From <see cref="Routing.ReasonCodes"/>.</param>
/// <param name="Verdict">The choice by money; null, it did not come to that.</param>
/// <param name="Outlook">What the choice was made from.</param>
/// <param name="FlexRefusal">Why flex was out of the question; null, it was not, or is not sold.</param>
/// <param name="BatchRefusal">The same of batch.</param>
/// <param name="SyncSoftHoldNanoUsd">What nine in ten synchronous attempts cost, where that is less than their hold.</param>
public sealed record LaneNumbers(
    string Reason, LaneVerdict? Verdict = null, LaneOutlook? Outlook = null, string? FlexRefusal = null, string? BatchRefusal = null, long? SyncSoftHoldNanoUsd = null);
