using BatchRouter.Running;

namespace BatchRouter.Observing;

/// <summary>One model's failures that are its provider's fault, and whether it is getting over them. Not safe for many threads.</summary>
internal sealed class CallHealth
{
    /// <summary>From this share on a model is suffering.</summary>
    public const double Suffering = 0.5;

    /// <summary>So many good calls one after the other, and a suffering model is well again.</summary>
    public const int GoodCallsToRecover = 5;

    // A call of two minutes ago counts half, and some good ones are presumed: one failure is no sign of anything.
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(2);
    private const double Presumed = 4;

    private double _calls;
    private double _failures;
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private int? _goodSince;

    /// <summary>It failed lately, and too few good calls came since.</summary>
    public bool IsRecovering => _goodSince is not null;

    public double ErrorShare(DateTimeOffset now)
    {
        var left = Left(now);
        return _failures * left / (_calls * left + Presumed);
    }

    public void Add(CallResult result, DateTimeOffset at)
    {
        if (result is CallResult.Failed { Kind: FailureKind.BreakerOpen })
        {
            _goodSince = 0;
            return;
        }

        var left = Left(at);
        (_calls, _failures, _at) = (_calls * left + 1, _failures * left, at > _at ? at : _at);
        if (IsTheProvidersFault(result))
        {
            _failures++;
            _goodSince = _goodSince is not null || ErrorShare(at) > Suffering ? 0 : null;
        }
        else if (_goodSince is not null && result is CallResult.Replied && ++_goodSince >= GoodCallsToRecover)
        {
            (_goodSince, _failures) = (null, 0);
        }
    }

    // Not what asks too much of it, and not what the job itself is to blame for.
    public static bool IsTheProvidersFault(CallResult result) => result is CallResult.Failed
    {
        Kind: FailureKind.Unavailable or FailureKind.TimedOut or FailureKind.Cut or FailureKind.Malformed or FailureKind.Unauthorised,
    };

    private double Left(DateTimeOffset now) => now > _at ? Math.Pow(0.5, (now - _at) / HalfLife) : 1;
}
