using BatchRouter.Catalog;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

public sealed class CohortsTests
{
    private static readonly ShippingOptions Options = new();
    private int _ids;

    [Fact]
    public void Leaving_BeforeItsTime_NobodyLeaves() => Assert.Empty(Leave([Row(), Row()], Some.Noon.AddSeconds(20)));

    [Fact]
    public void Leaving_OnceOneHasWaitedLongEnough_AllOfItsTimeLeaveWithIt()
    {
        var (first, joined) = (Row(), Row(parked: 50));

        Assert.Equal([first, joined], Assert.Single(Leave([joined, first], Some.Noon.AddMinutes(10))).Rows);
    }

    [Fact]
    public void Leaving_RowsOfFarDeadlines_TravelApart()
    {
        var (near, far) = (Row(hours: 2), Row(hours: 20));

        var cohorts = Leave([far, near], Some.Noon.AddMinutes(11));

        Assert.Equal([[near], [far]], cohorts.Select(cohort => cohort.Rows));
        Assert.Equal(near.LatestSafeStart, cohorts[0].LatestSafeStart);
    }

    [Fact]
    public void Leaving_NoMoreThanTheSynchronousLaneDrains_IsFull_AndLeavesAtOnce()
    {
        var rows = Enumerable.Range(0, 5).Select(_ => Row()).ToList();

        var cohorts = Leave(rows, Some.Noon, rowsToDrain: 2);

        Assert.Equal([2, 2], cohorts.Select(cohort => cohort.Rows.Count));
    }

    [Fact]
    public void Leaving_MoreBytesThanABatchTakes_IsSplit() => Assert.Equal(
        [2, 1], Leave([Row(bytes: 400), Row(bytes: 400), Row(bytes: 400)], Some.Noon.AddMinutes(11), bytesAtMost: 1_000).Select(cohort => cohort.Rows.Count));

    [Fact]
    public void Leaving_WithinTheQuotaOfWaitingTokens_LeavesTheRestAtHome() => Assert.Equal(
        [1], Leave([Row(tokens: 60), Row(tokens: 60)], Some.Noon.AddMinutes(11), freeTokens: 100).Select(cohort => cohort.Rows.Count));

    // One row that no quota takes stood first, and kept all behind it at home.
    [Fact]
    public void Leaving_ARowLargerThanTheWholeQuota_StandsInNobodysWay()
    {
        var (giant, small) = (Row(hours: 2, tokens: 10_000), Row(hours: 2, tokens: 10));

        Assert.Equal([small], Assert.Single(Leave([giant, small], Some.Noon.AddMinutes(11), freeTokens: 1_000, quota: 1_000)).Rows);
    }

    // What was turned away left again with the next row at once, and was turned away again; and refused batches held the quota ever on, as each was followed by another.
    [Fact]
    public void Leaving_WhileOneWaitsForTheQuota_NoneOfItsModelGoes()
    {
        var (turnedAway, fresh) = (Row() with { LeavesBy = Some.Noon.AddMinutes(30) }, Row());

        Assert.Empty(Leave([turnedAway, fresh], Some.Noon.AddMinutes(11)));
        Assert.Equal(2, Assert.Single(Leave([turnedAway, fresh], Some.Noon.AddMinutes(30))).Rows.Count);
    }

    [Fact]
    public void Leaving_WhatIsCalledBack_IsLeftToTheWayBack() => Assert.Empty(Leave([Row(hours: 1)], Some.Noon.AddHours(1)));

    [Theory]
    [InlineData(10, 6)]
    [InlineData(10_000, 600)]
    public void LeavesBy_IsAHundredthOfTheTimeLeft_AndTenMinutesAtMost(int minutes, int seconds) =>
        Assert.Equal(Some.Noon.AddSeconds(seconds), Cohorts.LeavesBy(Some.Noon, Some.Noon.AddMinutes(minutes)));

    private static IReadOnlyList<Cohort> Leave(
        IReadOnlyList<ParkedRow> rows, DateTimeOffset now, int rowsToDrain = 1_000, long? freeTokens = null, long bytesAtMost = 1_000_000, long? quota = null) =>
        Cohorts.Leaving(
            rows, Some.Weak with { EnqueuedTokens = quota, Provider = Some.Provider with { Batch = new BatchTerms { BytesAtMost = bytesAtMost } } }, rowsToDrain, freeTokens, now, Options);

    private ParkedRow Row(double hours = 24, int parked = 0, long bytes = 100, long tokens = 50)
    {
        var (parkedAt, safe) = (Some.Noon.AddSeconds(parked), Some.Noon.AddHours(hours));
        return new ParkedRow(new Guid(++_ids, 0, 0, new byte[8]), "simulated", "weak", safe, parkedAt, Cohorts.LeavesBy(parkedAt, safe), bytes, tokens);
    }
}
