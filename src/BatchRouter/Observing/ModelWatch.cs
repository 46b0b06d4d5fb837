using BatchRouter.Running;

namespace BatchRouter.Observing;

/// <summary>All that a worker remembers of one model. Safe for many threads.</summary>
internal sealed class ModelWatch
{
    // A provider counts by the minute; a refusal without a number says that nothing is left for a while.
    private static readonly TimeSpan HeadroomHolds = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CallTimes _times = new();
    private readonly CallHealth _health = new();
    private readonly FlexTally _flex = new();
    private double? _headroom;
    private DateTimeOffset _headroomUntil = DateTimeOffset.MinValue;
    private int _underWay;

    public int UnderWay => Volatile.Read(ref _underWay);

    public void Began() => Interlocked.Increment(ref _underWay);

    public void Ended() => Interlocked.Decrement(ref _underWay);

    public void Took(TimeSpan elapsed, DateTimeOffset at)
    {
        lock (_lock)
            _times.Add(elapsed, at);
    }

    /// <returns>Whether its health turned, so that nobody should wait to learn of it.</returns>
    public bool Heard(CallResult result, DateTimeOffset at)
    {
        lock (_lock)
        {
            var wasRecovering = _health.IsRecovering;
            // A call that was cut off for its slowness took at least so long: leaving it out would make a slow model look fast.
            if (result is CallResult.Replied or CallResult.Failed { Kind: FailureKind.TimedOut })
                _times.Add(result.Elapsed, at);
            _health.Add(result, at);
            HearHeadroom(result, at);
            return wasRecovering != _health.IsRecovering || result is CallResult.Failed { Kind: FailureKind.RateLimited };
        }
    }

    /// <param name="result">What came of a call in flex; null, it was given up.</param>
    /// <param name="at">When it ended.</param>
    public void HeardFlex(CallResult? result, DateTimeOffset at)
    {
        lock (_lock)
            _flex.Add(result, at);
    }

    public double FlexTaken(DateTimeOffset now)
    {
        lock (_lock)
            return _flex.Taken(now);
    }

    public ObservedModel At(DateTimeOffset now)
    {
        lock (_lock)
        {
            var times = _times.At(now);
            return new ObservedModel
            {
                P50 = times?.P50,
                P99 = times?.P99,
                ErrorShare = _health.ErrorShare(now),
                Headroom = now < _headroomUntil ? _headroom : null,
                UnderWay = UnderWay,
                IsRecovering = _health.IsRecovering,
            };
        }
    }

    private void HearHeadroom(CallResult result, DateTimeOffset at)
    {
        if (result.Headroom is { } headroom)
            (_headroom, _headroomUntil) = (headroom, at + HeadroomHolds);
        else if (result is CallResult.Failed { Kind: FailureKind.RateLimited, RetryAfter: var pause })
            (_headroom, _headroomUntil) = (0, at + (pause is { } wanted && wanted < HeadroomHolds ? wanted : pause is null ? RefusalHolds : HeadroomHolds));
    }
}
