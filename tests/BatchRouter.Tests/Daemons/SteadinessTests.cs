using BatchRouter.Rescuing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Daemons;

// Defect: when Postgres came back, whoever asked first took everybody for dead, and all jobs in flight were bought twice.
public sealed class SteadinessTests
{
    private static readonly LeaseOptions Lease = new() { Duration = TimeSpan.FromSeconds(15) };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void IsUnsure_BeatsInTime_IsFalse()
    {
        var steadiness = new Steadiness(Lease, _clock);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            Assert.False(steadiness.IsUnsure);
            steadiness.Beat();
        }
    }

    [Fact]
    public void IsUnsure_AfterASilence_IsTrueForALeaseAndThenPasses()
    {
        var steadiness = new Steadiness(Lease, _clock);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.True(steadiness.IsUnsure);

        for (var i = 0; i < 3; i++)
        {
            steadiness.Beat();
            Assert.True(steadiness.IsUnsure);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        steadiness.Beat();
        Assert.False(steadiness.IsUnsure);
    }
}
