using BatchRouter.Observing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Observing;

public sealed class ObservedModelsTests
{
    private readonly ObservedModels _models = new();
    private DateTimeOffset _now = Some.Noon;

    private ObservedModel Weak => _models.At(_now)["weak"];

    [Fact]
    public void Times_BelowThirtyCalls_AreNotTold()
    {
        Answer(TimeSpan.FromSeconds(1), 29);
        Assert.Null(Weak.P50);
        Answer(TimeSpan.FromSeconds(1), 1);
        Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.25));
        Assert.NotNull(Weak.P99);
    }

    [Fact]
    public void Times_OneSlowCall_DoesNotMislead()
    {
        Answer(TimeSpan.FromSeconds(1), 50);
        Answer(TimeSpan.FromMinutes(10), 1);
        Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(Weak.P99!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Times_AreOfTheHour_AndOfAllHoursWhereItIsUnknown()
    {
        Answer(TimeSpan.FromSeconds(1), 100);
        Pass(TimeSpan.FromHours(1));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.25));
        Answer(TimeSpan.FromSeconds(20), 100);
        Pass(TimeSpan.FromHours(23));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.25));
        Pass(TimeSpan.FromHours(1));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(16), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void Times_OldBadHour_Fades()
    {
        Answer(TimeSpan.FromMinutes(2), 200);
        for (var day = 0; day < 2; day++)
        {
            Pass(TimeSpan.FromDays(1));
            Answer(TimeSpan.FromSeconds(1), 200);
        }

        Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.25));
        Pass(TimeSpan.FromDays(20));
        Assert.Null(Weak.P50);
    }

    [Fact]
    public void Times_CallThatWasCutForItsSlowness_CountsItsTime()
    {
        for (var i = 0; i < 40; i++)
            End(Failure(FailureKind.TimedOut) with { Elapsed = TimeSpan.FromSeconds(60) });
        Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(48), TimeSpan.FromSeconds(75));
    }

    [Theory]
    [InlineData(FailureKind.Unavailable, true)]
    [InlineData(FailureKind.TimedOut, true)]
    [InlineData(FailureKind.Cut, true)]
    [InlineData(FailureKind.Malformed, true)]
    [InlineData(FailureKind.Unauthorised, true)]
    [InlineData(FailureKind.RateLimited, false)]
    [InlineData(FailureKind.Refused, false)]
    [InlineData(FailureKind.TooLong, false)]
    [InlineData(FailureKind.InvalidRequest, false)]
    [InlineData(FailureKind.UnknownModel, false)]
    public void ErrorShare_Counts_OnlyTheProvidersFault(FailureKind kind, bool isItsFault)
    {
        for (var i = 0; i < 20; i++)
            End(Failure(kind));
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(isItsFault, Weak.ErrorShare > 0.8);
        Assert.Equal(isItsFault, Weak.IsRecovering);
    }

    [Fact]
    public void Health_OneFailure_IsNoSign()
    {
        End(Failure(FailureKind.Unavailable));
        Pass(TimeSpan.FromSeconds(1));
        Assert.InRange(Weak.ErrorShare, 0, 0.25);
        Assert.False(Weak.IsRecovering);
    }

    [Fact]
    public void Health_SufferingModel_RecoversByGoodCallsInARow()
    {
        for (var i = 0; i < 10; i++)
            End(Failure(FailureKind.Unavailable));
        Answer(TimeSpan.FromSeconds(1), 4);
        End(Failure(FailureKind.Cut));
        Answer(TimeSpan.FromSeconds(1), 4);
        Assert.True(Weak.IsRecovering);
        Answer(TimeSpan.FromSeconds(1), 1);
        Assert.False(Weak.IsRecovering);
        Assert.Equal(0, Weak.ErrorShare);
    }

    [Fact]
    public void Health_TimeAlone_LowersTheShareButCuresNothing()
    {
        for (var i = 0; i < 10; i++)
            End(Failure(FailureKind.Unavailable));
        Pass(TimeSpan.FromMinutes(30));
        Assert.InRange(Weak.ErrorShare, 0, 0.01);
        Assert.True(Weak.IsRecovering);
    }

    [Fact]
    public void Health_OpenBreaker_IsSeenAtOnce()
    {
        Assert.Empty(_models.At(_now));
        End(Failure(FailureKind.BreakerOpen));
        Assert.True(Weak.IsRecovering);
    }

    [Fact]
    public void Headroom_IsTheLastSaid_ForAMinute()
    {
        End(Reply() with { Headroom = 0.7 });
        End(Reply() with { Headroom = 0.2 });
        End(Reply());
        Pass(TimeSpan.FromSeconds(59));
        Assert.Equal(0.2, Weak.Headroom);
        Pass(TimeSpan.FromSeconds(2));
        Assert.Null(Weak.Headroom);
    }

    [Fact]
    public void Headroom_AfterARefusalWithoutANumber_IsNoneUntilItsPauseIsOver()
    {
        End(Failure(FailureKind.RateLimited) with { RetryAfter = TimeSpan.FromSeconds(3) });
        Assert.Equal(0, Weak.Headroom);
        Pass(TimeSpan.FromSeconds(3));
        Assert.Null(Weak.Headroom);
    }

    [Fact]
    public void UnderWay_IsWhatBeganAndDidNotEnd()
    {
        _models.Began("weak");
        _models.Began("weak");
        _models.Began("strong");
        _models.Ended("weak", null, _now);
        Assert.Equal(1, Weak.UnderWay);
        _models.Ended("weak", Reply(), _now);
        Pass(TimeSpan.FromMilliseconds(10));
        Assert.Equal((0, 1), (Weak.UnderWay, _models.At(_now)["strong"].UnderWay));
    }

    [Fact]
    public void At_NothingChanged_IsTheSameSnapshotWithoutAllocation()
    {
        Answer(TimeSpan.FromSeconds(1), 50);
        var snapshot = _models.At(_now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 249; i++)
            _ = _models.At(_now + TimeSpan.FromMilliseconds(i));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Same(snapshot, _models.At(_now + TimeSpan.FromMilliseconds(249)));
        Assert.NotSame(snapshot, _models.At(_now + TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public void At_ManyCallsBegin_IsMadeAnewEveryTenMilliseconds()
    {
        Answer(TimeSpan.FromSeconds(1), 1);
        var snapshot = _models.At(_now);
        _models.Began("weak");
        Pass(TimeSpan.FromMilliseconds(9));
        Assert.Same(snapshot, _models.At(_now));
        Pass(TimeSpan.FromMilliseconds(1));
        snapshot = _models.At(_now);
        _models.Began("weak");
        Pass(TimeSpan.FromMilliseconds(9));
        Assert.Same(snapshot, _models.At(_now));
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, Weak.UnderWay);
    }

    [Fact]
    public void Remember_CallsOfOthers_TellTimesAtOnce()
    {
        _models.Remember(Enumerable.Range(0, 200).Select(i => new PastCall("weak", _now - TimeSpan.FromDays(1) + TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(5))));
        Assert.InRange(Weak.P50!.Value, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6.25));
        Assert.Equal((0, 0d), (Weak.UnderWay, Weak.ErrorShare));
    }

    [Fact]
    public void Everything_FromManyThreads_IsCounted()
    {
        Parallel.For(0, 10_000, i =>
        {
            _models.Began("weak");
            _models.Ended("weak", Reply(), _now);
            _ = _models.At(_now + TimeSpan.FromMilliseconds(i));
        });
        Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(0, Weak.UnderWay);
        Assert.NotNull(Weak.P50);
    }

    private void Pass(TimeSpan time) => _now += time;

    private void Answer(TimeSpan elapsed, int times)
    {
        for (var i = 0; i < times; i++)
            End(Reply() with { Elapsed = elapsed });
    }

    private void End(CallResult result)
    {
        _models.Began("weak");
        _models.Ended("weak", result, _now);
    }

    private static CallResult.Replied Reply() => new(new Answer { Text = "42", Finish = FinishReason.Stop }, null) { Elapsed = TimeSpan.FromSeconds(1) };

    private static CallResult.Failed Failure(FailureKind kind) => new(kind, false, "failed") { Elapsed = TimeSpan.FromSeconds(1) };
}
