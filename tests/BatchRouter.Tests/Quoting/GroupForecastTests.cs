using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Quoting;
using Xunit;

namespace BatchRouter.Tests.Quoting;

public sealed class GroupForecastTests
{
    private const double Lateness = 0.001;

    private static readonly DateTimeOffset Now = Some.Noon;
    private static readonly EndingPace Unknown = new(0, TimeSpan.FromMinutes(1));
    private static readonly CompletionBook Book = CompletionBook.Learn(
        [.. Enumerable.Range(1, 200).Select(minutes => new CompletionSample("p", "m", 50, Now - TimeSpan.FromHours(5), TimeSpan.FromMinutes(minutes), false))], Now);

    [Fact]
    public void Of_NothingOpen_HasNoEnd() => Assert.Equal(new GroupForecast(0, null, null), Of([]));

    [Fact]
    public void Of_OneShipment_EndsAsItsCurveSaysAtItsAge()
    {
        var curve = Book.For("p", "m", 50);
        var forecast = Of([Shipped(ageMinutes: 50)]);
        var age = TimeSpan.FromMinutes(50);
        Assert.InRange(curve.WithinGiven(age, forecast.End!.Value - Now), 0.49, 0.53);
        Assert.InRange(curve.WithinGiven(age, forecast.End95!.Value - Now), 0.94, 0.97);
        Assert.True(forecast.End < Of([Shipped(ageMinutes: 5)]).End);
        Assert.Equal(100 * (1 - (1 - curve.WithinGiven(age, TimeSpan.FromHours(20))) * Lateness), forecast.OnTimeJobs, 9);
    }

    [Fact]
    public void Of_ManyShipments_EndWithTheLast() =>
        Assert.True(Of([.. Enumerable.Range(0, 10).Select(_ => Shipped(ageMinutes: 10))]).End > Of([Shipped(ageMinutes: 10)]).End);

    [Fact]
    public void Of_ParkedJobs_LeaveFirst()
    {
        var parked = Shipped(0) with { State = JobState.Parked, SentAt = null, Rows = 0, LeavesBy = Now.AddMinutes(10) };
        var sent = Of([parked with { LeavesBy = Now }]).End!.Value;
        Assert.InRange(Of([parked]).End!.Value - sent, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
    }

    [Fact]
    public void Of_WhatWasCalledBack_EndsByItsDeadlineAndIsInTimeAsPromised()
    {
        var back = Shipped(ageMinutes: 600) with { IsCalledBack = true, LatestSafeStart = Now.AddMinutes(-1), FirstDeadline = Now.AddMinutes(20), LastDeadline = Now.AddMinutes(25) };
        var forecast = Of([back]);
        Assert.Equal((Now.AddMinutes(25), Now.AddMinutes(25)), (forecast.End, forecast.End95));
        Assert.Equal(100 * (1 - Lateness), forecast.OnTimeJobs, 9);
    }

    [Fact]
    public void Of_AQueue_EndsAtThePaceOfTheLastMinute_AndWhatDoesNotFitIsLate()
    {
        var running = Running(jobs: 600);
        var pace = new EndingPace(100, TimeSpan.FromMinutes(1));
        var forecast = Of([running], pace);
        Assert.InRange(forecast.End!.Value - Now, TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(6.1));
        Assert.True(forecast.End95 > forecast.End && forecast.End95 < Now.AddMinutes(9));
        Assert.Equal(600 * (1 - Lateness), forecast.OnTimeJobs, 6);
        Assert.Equal(300, Of([running with { FirstDeadline = Now.AddMinutes(3) }], pace).OnTimeJobs, 6);
    }

    [Fact]
    public void Of_AQueueWhereNothingEnded_IsThoughtToEndByItsDeadline() =>
        Assert.Equal(Now.AddHours(2), Of([Running(5)]).End);

    [Fact]
    public void Of_HeldJobs_DoNotEndBeforeTheyAreWoken() =>
        Assert.True(Of([Running(5) with { State = JobState.Held, WakeAt = Now.AddHours(1) }], new EndingPace(600, TimeSpan.FromMinutes(1))).End >= Now.AddHours(1));

    [Fact]
    public void Of_WhatIsPastItsDeadline_IsLate() =>
        Assert.Equal(0, Of([Running(5) with { FirstDeadline = Now.AddSeconds(-1) }, Shipped(10) with { FirstDeadline = Now }]).OnTimeJobs);

    private static GroupForecast Of(IReadOnlyList<OpenBunch> open, EndingPace? pace = null) => GroupForecast.Of(open, pace ?? Unknown, Book, Now, Lateness);

    private static OpenBunch Running(long jobs) =>
        new() { State = JobState.Running, Jobs = jobs, FirstDeadline = Now.AddHours(2), LastDeadline = Now.AddHours(2) };

    private static OpenBunch Shipped(double ageMinutes) => new()
    {
        State = JobState.Shipped,
        Jobs = 100,
        Provider = "p",
        Model = "m",
        Rows = 50,
        SentAt = Now.AddMinutes(-ageMinutes),
        LatestSafeStart = Now.AddHours(20),
        FirstDeadline = Now.AddHours(21),
        LastDeadline = Now.AddHours(21),
    };
}
