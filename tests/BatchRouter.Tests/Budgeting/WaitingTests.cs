using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class WaitingTests
{
    [Fact]
    public void Wakeable_RoomForTwo_WakesTheFirstTwo() =>
        Assert.Equal([1, 2], Woken(Line(300, 300, 300), usable: 1_000, posted: 300, held: 0));

    // The third would fit beside the first, and would overtake the second.
    [Fact]
    public void Wakeable_HeadKeptOutByHolds_NobodyOvertakesIt() =>
        Assert.Equal([1], Woken(Line(300, 500, 100), usable: 1_000, posted: 0, held: 500));

    [Fact]
    public void Wakeable_OneThatCanNeverFit_IsToldAndKeepsNobodyWaiting() =>
        Assert.Equal([1, 2], Woken(Line(900, 100), usable: 1_000, posted: 500, held: 0));

    [Fact]
    public void Wakeable_UnderWait_OneThatCannotFitStaysForTheNextWindow() =>
        Assert.Equal([2], Woken(Line(900, 100), usable: 1_000, posted: 500, held: 0, staysWhenFull: true));

    [Fact]
    public void Wakeable_OneWokenBefore_KeepsItsRoom() => Assert.Equal(
        [1], Woken([new Waiter(Key(1), 600, IsTaken: true), new Waiter(Key(2), 600, false)], usable: 1_000, posted: 0, held: 0));

    [Fact]
    public void Wakeable_NewWindow_WakesOnlyAsManyAsFit() =>
        Assert.Equal([1, 2, 3], Woken(Line(300, 300, 300, 300, 300), usable: 1_000, posted: 0, held: 0));

    private static JobKey Key(int number) => new("demo", new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]));

    private static List<Waiter> Line(params long[] asked) => asked.Select((amount, i) => new Waiter(Key(i + 1), amount, false)).ToList();

    private static IEnumerable<int> Woken(List<Waiter> line, long usable, long posted, long held, bool staysWhenFull = false) =>
        Waiting.Wakeable(line, usable, posted, held, staysWhenFull).Select(waiter => BitConverter.ToInt32(waiter.Key.JobId.ToByteArray()));
}
