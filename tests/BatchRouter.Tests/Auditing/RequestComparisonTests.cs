using BatchRouter.Cli.Auditing.Exports;
using BatchRouter.Postgres.Auditing;
using Xunit;

namespace BatchRouter.Tests.Auditing;

public sealed class RequestComparisonTests
{
    private static readonly BookedRequest Booked = new() { Key = "r", Attempts = 1, PostedNanoUsd = 1_500, Input = 10, Output = 5 };

    [Fact]
    public void Compare_EqualMoneyAndTokens_HasNoDifference() => Assert.Empty(Compare(Booked, Line(1_500) with { Input = 10, Output = 5 }));

    [Fact]
    public void Compare_ABillBelowAnAssumedWorstCase_OrWithinAnOpenHold_IsNone()
    {
        Assert.Empty(Compare(Booked with { IsAssumed = true }, Line(1_400)));
        Assert.Empty(Compare(Booked with { PostedNanoUsd = null, OpenHoldNanoUsd = 1_500 }, Line(1_500)));
    }

    [Fact]
    public void Compare_OneIdForSeveralAttempts_IsComparedInAll() =>
        Assert.Empty(Compare(Booked with { Attempts = 2, PostedNanoUsd = 3_000 }, Line(1_000), Line(2_000)));

    [Fact]
    public void Compare_EachDifference_IsNamed()
    {
        Assert.Equal("billed, and no attempt of ours: nano-USD", Assert.Single(Compare(new BookedRequest(), Line(7))).What);
        Assert.Equal(("billed 1501 nano-USD; posted", 1_501, 1_500), One(Compare(Booked, Line(1_501))));
        Assert.Equal(("billed 1501 nano-USD; held open", 1_501, 1_500), One(Compare(Booked with { PostedNanoUsd = null, OpenHoldNanoUsd = 1_500 }, Line(1_501))));
        Assert.Equal(("billed more often than bought: lines", 1, 2), One(Compare(Booked, Line(700), Line(800))));
        Assert.Equal(("output tokens", 6, 5), One(Compare(Booked, Line(1_500) with { Output = 6 })));
    }

    private static (string, long?, long?) One(List<AuditDifference> differences) =>
        (Assert.Single(differences).What, differences[0].Expected, differences[0].Found);

    private static ExportLine Line(long nanoUsd) => new() { RequestId = "r", Usd = nanoUsd / 1_000_000_000m };

    private static List<AuditDifference> Compare(BookedRequest booked, params ExportLine[] lines) => RequestComparison.Compare("r", lines, booked).ToList();
}
