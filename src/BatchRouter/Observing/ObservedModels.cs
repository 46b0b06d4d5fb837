using System.Collections.Concurrent;
using BatchRouter.Catalog;
using BatchRouter.Running;

namespace BatchRouter.Observing;

/// <summary>
/// How models do, from this worker's own calls: times by hour, failures, headroom, calls under way. Safe for many threads. Decisions are
/// given a snapshot, which is made anew at once when a model's health turns, after 10 ms when calls began or ended, and after 250 ms.
/// </summary>
public sealed class ObservedModels
{
    private static readonly TimeSpan SnapshotHolds = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CountsHold = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, ModelWatch> _models = new();
    private readonly Lock _lock = new();
    private volatile Snapshot _snapshot = new(new Dictionary<string, ObservedModel>(), DateTimeOffset.MinValue, DateTimeOffset.MinValue);
    private volatile bool _hasTurned;
    private volatile bool _hasCounted;

    public void Began(string model)
    {
        WatchOf(model).Began();
        _hasCounted = true;
    }

    /// <param name="model">The model that was asked.</param>
    /// <param name="result">What came of it; null, the call was given up.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="lane">Where it was bought: what flex does says nothing of sync.</param>
    public void Ended(string model, CallResult? result, DateTimeOffset now, Lane lane = Lane.Sync)
    {
        var watch = WatchOf(model);
        watch.Ended();
        _hasCounted = true;
        if (lane == Lane.Flex)
            watch.HeardFlex(result, now);
        else if (result is not null && watch.Heard(result, now))
            _hasTurned = true;
    }

    /// <summary>The share of calls that a model takes in flex, 0 to 1; what was long ago counts little.</summary>
    public double FlexTaken(string model, DateTimeOffset now) => _models.TryGetValue(model, out var watch) ? watch.FlexTaken(now) : FlexTally.Expected;

    /// <summary>What others measured before this worker lived: only times, and they count as little as their age says.</summary>
    public void Remember(IEnumerable<PastCall> calls)
    {
        foreach (var call in calls)
            WatchOf(call.Model).Took(call.Elapsed, call.At);
        _hasTurned = true;
    }

    /// <summary>By model; the same object until something changed or faded.</summary>
    public IReadOnlyDictionary<string, ObservedModel> At(DateTimeOffset now)
    {
        var snapshot = _snapshot;
        if (IsFresh(snapshot, now))
            return snapshot.Models;
        lock (_lock)
        {
            if (!IsFresh(_snapshot, now))
                _snapshot = Look(_snapshot, now);
            return _snapshot.Models;
        }
    }

    private bool IsFresh(Snapshot snapshot, DateTimeOffset now)
    {
        if (_models.IsEmpty)
            return true;
        return !_hasTurned && (now - snapshot.At).Duration() < SnapshotHolds && (!_hasCounted || (now - snapshot.CountedAt).Duration() < CountsHold);
    }

    // The flags are put down before the look: what changes meanwhile is seen, or puts them up again.
    private Snapshot Look(Snapshot last, DateTimeOffset now)
    {
        var onlyCounts = !_hasTurned && (now - last.At).Duration() < SnapshotHolds;
        (_hasTurned, _hasCounted) = (false, false);
        var models = new Dictionary<string, ObservedModel>(_models.Count);
        foreach (var (name, watch) in _models)
            models[name] = onlyCounts && last.Models.TryGetValue(name, out var seen) ? Counted(seen, watch.UnderWay) : watch.At(now);
        return new Snapshot(models, onlyCounts ? last.At : now, now);
    }

    private static ObservedModel Counted(ObservedModel seen, int underWay) => seen.UnderWay == underWay ? seen : seen with { UnderWay = underWay };

    private ModelWatch WatchOf(string model) => _models.TryGetValue(model, out var known) ? known : _models.GetOrAdd(model, _ => new ModelWatch());

    private sealed record Snapshot(IReadOnlyDictionary<string, ObservedModel> Models, DateTimeOffset At, DateTimeOffset CountedAt);
}
