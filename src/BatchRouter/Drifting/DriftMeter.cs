using System.Diagnostics.Metrics;
using BatchRouter.Forecasting;

namespace BatchRouter.Drifting;

/// <summary>How tasks stand, as metrics: what this worker has loaded, and the drifts that it found.</summary>
public sealed class DriftMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "BatchRouter";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _drifts;

    public DriftMeter(LearnedBook book)
    {
        _drifts = _meter.CreateCounter<long>("batchrouter.task.drifts", "{drift}", "Drifts that began.");
        _meter.CreateObservableGauge(
            "batchrouter.task.calibration_error", () => Each(book, standing => standing.CalibrationError), "1", "Calibration error against audits.");
        _meter.CreateObservableGauge(
            "batchrouter.task.accepted_quality", () => Each(book, standing => standing.AcceptedQuality), "1", "Accepted answers that audits bear out.");
    }

    public void Began(string task) => _drifts.Add(1, Tag(task));

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Each(LearnedBook book, Func<DriftStanding, double?> figure) =>
        book.Current.Standings.Where(pair => figure(pair.Value) is not null).Select(pair => new Measurement<double>(figure(pair.Value)!.Value, Tag(pair.Key)));

    private static KeyValuePair<string, object?> Tag(string task) => new("task", task);
}
