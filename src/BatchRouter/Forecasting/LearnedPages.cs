using BatchRouter.Drifting;
using BatchRouter.Learning;

namespace BatchRouter.Forecasting;

/// <summary>All that is learned at one moment; never changed, only exchanged as a whole.</summary>
public sealed record LearnedPages
{
    public static readonly LearnedPages Empty = new();

    /// <summary>How far was read.</summary>
    public LearnedMark Mark { get; init; }

    public IReadOnlyDictionary<string, Page<LearnedQuality>> Qualities { get; init; } = new Dictionary<string, Page<LearnedQuality>>();

    public IReadOnlyDictionary<string, Page<LearnedConfidence>> Confidences { get; init; } = new Dictionary<string, Page<LearnedConfidence>>();

    public IReadOnlyDictionary<string, DriftStanding> Standings { get; init; } = new Dictionary<string, DriftStanding>();
}

/// <summary>A version and what it holds.</summary>
public sealed record Page<T>(long Version, T Learned);
