using System.Diagnostics.Metrics;

namespace BatchRouter.Worker.Reloading;

/// <summary>Counts what came of changed configuration files: <c>applied</c>, <c>invalid</c>, <c>unreadable</c>.</summary>
public sealed class ReloadMeter(IMeterFactory meters)
{
    private readonly Counter<long> _reloads = meters.Create("BatchRouter").CreateCounter<long>(
        "batchrouter.configuration.reloads", "{reload}", "Changed configurations by what came of them.");

    public void Count(string outcome) => _reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
