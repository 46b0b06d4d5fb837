using BatchRouter.Drifting;
using BatchRouter.Running;

namespace BatchRouter.Forecasting;

/// <summary>Port: trained models that are in use, and how tasks stand.</summary>
[Port]
public interface ILearnedModels
{
    /// <summary>Cheap: whether there is anything to read.</summary>
    Task<LearnedMark> LookAsync(CancellationToken stop);

    /// <summary>All versions in use.</summary>
    Task<IReadOnlyList<ActiveModel>> ActiveAsync(CancellationToken stop);

    /// <summary>A version's bytes, as training stored them.</summary>
    Task<ReadOnlyMemory<byte>> ReadAsync(long version, CancellationToken stop);

    /// <summary>How each task was measured last.</summary>
    Task<IReadOnlyDictionary<string, DriftStanding>> StandingsAsync(CancellationToken stop);
}
