using BatchRouter.Lanes;
using BatchRouter.Observing;

namespace BatchRouter.Routing;

/// <summary>An offer as a decision saw it: what was predicted, and why it was refused. It stands as it is once the decision is made.</summary>
public sealed record Candidate
{
    private string? _refusal;
    private double _quality;
    private LaneNumbers? _lanes;
    private readonly LaneHold? _laneHold;

    public required Offer Offer { get; init; }

    /// <summary>Its model's place in the catalogue, from 0.</summary>
    internal int Place { get; init; }

    /// <summary>What is seen of its model now; null, too little.</summary>
    internal ObservedModel? Seen { get; init; }

    /// <summary>Why it was refused; null, eligible.</summary>
    public string? Refusal { get => _refusal; init => _refusal = value; }

    /// <summary>Predicted chance of a right answer, 0 to 1.</summary>
    public double Quality { get => _quality; init => _quality = value; }

    /// <summary>Why it is bought in its lane; null, its model is sold in no other.</summary>
    public LaneNumbers? Lanes { get => _lanes; init => _lanes = value; }

    /// <summary>Expected cost of one attempt; in batch and flex, of what it costs to come back from them too.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>The most one attempt can cost: what is held.</summary>
    public long HoldNanoUsd { get; init; }

    /// <summary>What nine in ten such attempts cost, at most the hold: what soft budgets hold.</summary>
    public long SoftHoldNanoUsd { get; init; }

    /// <summary>In the batch lane: the most that its answer costs when it is bought at once instead; 0 in the others.</summary>
    public long WayBackNanoUsd { get => _laneHold?.WayBackNanoUsd ?? 0; init => _laneHold = new LaneHold(value, LatestSafeStart); }

    /// <summary>In the batch and flex lanes: when the synchronous way must begin at the latest; null in the synchronous one.</summary>
    public DateTimeOffset? LatestSafeStart { get => _laneHold?.LatestSafeStart; init => _laneHold = new LaneHold(WayBackNanoUsd, value); }

    /// <summary>Time of one attempt that 99 in 100 stay under.</summary>
    public TimeSpan TimeP99 { get; init; }

    /// <summary>Time of one attempt that half stay under.</summary>
    public TimeSpan TimeP50 { get; init; }

    /// <summary>The most output tokens this attempt asks for.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>Whether the job and the model allow more output tokens than this attempt asks for.</summary>
    public bool MayHaveMoreTokens { get; init; }

    public bool IsEligible => Refusal is null;

    // While the decision is made: a copy for each station would cost more than the stations.
    internal void Refuse(string? reason) => _refusal ??= reason;

    internal void Predict(double quality) => _quality = quality;

    internal void Explain(LaneNumbers lanes) => _lanes = lanes;

    // Apart: most candidates are synchronous, and a decision makes many.
    private sealed record LaneHold(long WayBackNanoUsd, DateTimeOffset? LatestSafeStart);
}
