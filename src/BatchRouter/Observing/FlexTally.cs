using BatchRouter.Running;

namespace BatchRouter.Observing;

/// <summary>How often flex takes a call of one model, forgetting: a call counts half after a quarter of an hour. Not safe for many threads.</summary>
internal sealed class FlexTally
{
    /// <summary>What is expected before anything was seen; it counts as two calls.</summary>
    public const double Expected = 0.7;

    private const double ExpectedCalls = 2;

    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(15);

    private double _taken;
    private double _calls;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>Only a refusal for want of capacity says no; a broken call says nothing of it.</summary>
    public void Add(CallResult? result, DateTimeOffset at)
    {
        var isTaken = result is CallResult.Replied;
        if (!isTaken && result is not CallResult.Failed { Kind: FailureKind.RateLimited or FailureKind.TimedOut })
            return;
        var left = Left(at);
        (_taken, _calls) = (_taken * left + (isTaken ? 1 : 0), _calls * left + 1);
        _at = at > _at ? at : _at;
    }

    /// <summary>The share, 0 to 1.</summary>
    public double Taken(DateTimeOffset now)
    {
        var left = Left(now);
        return (_taken * left + Expected * ExpectedCalls) / (_calls * left + ExpectedCalls);
    }

    private double Left(DateTimeOffset now) => _calls == 0 || now <= _at ? 1 : Math.Pow(0.5, (now - _at) / HalfLife);
}
