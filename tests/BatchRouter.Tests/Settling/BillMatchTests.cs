using BatchRouter.Settling;
using Xunit;

namespace BatchRouter.Tests.Settling;

public sealed class BillMatchTests
{
    private static readonly Guid Id = new(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private static readonly BilledAttempt Line = new(Id, 100);

    [Fact]
    public void Compare_EqualEntries_Match() => Assert.Empty(BillMatch.Compare([Line], [new BookedAttempt(Id, 100, false, null)]));

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    public void Compare_OpenHoldAtLeastAsLarge_Matches(long hold) => Assert.Empty(BillMatch.Compare([Line], [new BookedAttempt(Id, null, false, hold)]));

    [Theory]
    [InlineData(100)]
    [InlineData(150)]
    public void Compare_AssumedAtLeastAsLarge_Matches(long posted) => Assert.Empty(BillMatch.Compare([Line], [new BookedAttempt(Id, posted, true, null)]));

    [Fact]
    public void Compare_UnbilledHoldOrAssumption_Matches() => Assert.Empty(BillMatch.Compare(
        [], [new BookedAttempt(Id, null, false, 100), new BookedAttempt(Guid.Empty, 5, true, null)]));

    [Fact]
    public void Compare_EveryDifference_HasItsKind()
    {
        Assert.Equal(Expect("not_booked", 100, null), BillMatch.Compare([Line], []));
        Assert.Equal(Expect("not_billed", null, 100), BillMatch.Compare([], [new BookedAttempt(Id, 100, false, null)]));
        Assert.Equal(Expect("other_amount", 100, 99), BillMatch.Compare([Line], [new BookedAttempt(Id, 99, false, null)]));
        Assert.Equal(Expect("other_amount", 100, 101), BillMatch.Compare([Line], [new BookedAttempt(Id, 101, false, null)]));
        Assert.Equal(Expect("other_amount", 100, 99), BillMatch.Compare([Line], [new BookedAttempt(Id, 99, true, null)]));
        Assert.Equal(Expect("hold_too_small", 100, 99), BillMatch.Compare([Line], [new BookedAttempt(Id, null, false, 99)]));
        Assert.Equal(Expect("hold_too_small", 100, null), BillMatch.Compare([Line], [new BookedAttempt(Id, null, false, null)]));
        Assert.Equal(Expect("billed_twice", 200, 100), BillMatch.Compare([Line, Line], [new BookedAttempt(Id, 100, false, null)]));
    }

    private static BillDifference[] Expect(string kind, long? billed, long? booked) => [new(Id, kind, billed, booked)];
}
