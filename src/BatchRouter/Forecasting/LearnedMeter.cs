using System.Diagnostics.Metrics;
using BatchRouter.Drifting;

namespace BatchRouter.Forecasting;

/// <summary>What went wrong with learned models, as metrics.</summary>
public sealed class LearnedMeter : IDisposable
{
    private readonly Meter _meter = new(DriftMeter.Name);
    private readonly Counter<long> _unreadable;

    public LearnedMeter() =>
        _unreadable = _meter.CreateCounter<long>("batchrouter.learned.unreadable", "{version}", "Versions that were to be loaded and could not be read.");

    public void Unreadable(string task) => _unreadable.Add(1, new KeyValuePair<string, object?>("task", task));

    public void Dispose() => _meter.Dispose();
}
