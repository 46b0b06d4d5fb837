using BatchRouter.Catalog;
using BatchRouter.Lanes;
using BatchRouter.Routing;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class LaneRuleTests
{
    private const long Sync = 1_000_000_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly WayBack Way = new(
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));

    private static readonly Gen<LaneQuestion> AnyQuestion =
        Gen.Select(Gen.Int[-600, 86_400], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0.1, 1.2], Gen.Double[0.1, 1.2])
            .Select((slack, g, k, flex, batchShare, flexShare) => new LaneQuestion(
                Now, Now.AddSeconds(slack), Way, Sync, (long)(batchShare * Sync), g, k, (long)(flexShare * Sync), flex, new WayBack { Sync = Way.Sync }));

    [Fact]
    public void LatestSafeStart_OfADeadline_LeavesEveryPartOfTheWayBack() =>
        Assert.Equal(Now.AddSeconds(-785), Way.LatestSafeStart(Now).AddSeconds(0));

    [Fact]
    public void LatestSafeStart_DeadlineAtTheBeginningOfTime_IsNoMomentBeforeIt() =>
        Assert.Equal(DateTimeOffset.MinValue, Way.LatestSafeStart(DateTimeOffset.MinValue.AddSeconds(3)));

    [Theory]
    [InlineData(0.5, 0, 0)]
    [InlineData(0.5, 0.1, 0.0909)]
    [InlineData(0.5, 1, 0.5)]
    [InlineData(0.9, 1, 0.9)]
    [InlineData(1, 0, 1)]
    public void LeastChance_IsWhereBatchCostsAsMuchAsSync(double d, double k, double least) => Assert.Equal(least, LaneRule.LeastChance(d, k), 4);

    [Fact]
    public void Choose_ChanceJustAboveTheLeastOrJustBelow_BatchOrSync() => Gen.Select(Gen.Double[0.05, 0.95], Gen.Double[0.01, 1]).Sample((d, k) =>
    {
        var least = LaneRule.LeastChance(d, k);
        Assert.Equal(Lane.Batch, Choose(least + 1e-6).Lane);
        Assert.Equal(Lane.Sync, Choose(least - 1e-6).Lane);
        Assert.Equal(ReasonCodes.BatchDoesNotPay, Choose(least - 1e-6).Reason);

        LaneVerdict Choose(double chance) =>
            LaneRule.Choose(new LaneQuestion(Now, Now.AddHours(5), Way, Sync, (long)Math.Round(d * Sync), chance, k, null, 0));
    });

    [Fact]
    public void Choose_OneTickBeforeTheLatestSafeStartAndAtIt_BatchAndSync()
    {
        var deadline = Now + Way.Takes;
        var at = LaneRule.Choose(new LaneQuestion(Now, deadline, Way, Sync, Sync / 2, 1, 0, null, 0));
        var before = LaneRule.Choose(new LaneQuestion(Now.AddTicks(-1), deadline, Way, Sync, Sync / 2, 1, 0, null, 0));
        Assert.Equal((Lane.Sync, ReasonCodes.PastLatestSafeStart, (long?)null), (at.Lane, at.Reason, at.BatchNanoUsd));
        Assert.Equal((Lane.Batch, ReasonCodes.BatchPays, Now), (before.Lane, before.Reason, before.LatestSafeStart));
    }

    [Fact]
    public void Choose_AnyQuestion_TakesTheLeastExpectedCostOfTheLanesThatAreSafe() => AnyQuestion.Sample(asked =>
    {
        var verdict = LaneRule.Choose(asked);
        var cost = verdict.Lane switch { Lane.Batch => verdict.BatchNanoUsd, Lane.Flex => verdict.FlexNanoUsd, _ => verdict.SyncNanoUsd };
        Assert.Equal(new[] { verdict.SyncNanoUsd, verdict.FlexNanoUsd, verdict.BatchNanoUsd }.Min(), cost);
        Assert.Equal(asked.Now < Way.LatestSafeStart(asked.Deadline), verdict.BatchNanoUsd is not null);
        Assert.Equal(asked.Now < asked.Deadline - Way.Sync, verdict.FlexNanoUsd is not null);
    });

    [Fact]
    public void Choose_BetterChance_NeverTakesBatchAway() => Gen.Select(AnyQuestion, Gen.Double[0, 1]).Sample((asked, better) =>
    {
        if (LaneRule.Choose(asked).Lane == Lane.Batch && asked.BatchNanoUsd < Sync)
            Assert.Equal(Lane.Batch, LaneRule.Choose(asked with { BatchChance = Math.Max(asked.BatchChance, better) }).Lane);
    });

    [Fact]
    public void Choose_NoLaneIsOffered_OnlySync() =>
        Assert.Equal((Lane.Sync, ReasonCodes.OnlySync), LaneRule.Choose(new LaneQuestion(Now, Now.AddHours(5), Way, Sync, null, 1, 0, null, 1)) is var v ? (v.Lane, v.Reason) : default);

    [Fact]
    public void Choose_FlexIsNoCheaper_BuysAtOnce() =>
        Assert.Equal(ReasonCodes.FlexDoesNotPay, LaneRule.Choose(new LaneQuestion(Now, Now.AddHours(5), Way, Sync, null, 0, 0, Sync, 1)).Reason);

    [Fact]
    public void Choose_FlexMayRefuse_CostsWhatItIsExpectedTo()
    {
        var verdict = LaneRule.Choose(new LaneQuestion(Now, Now.AddHours(5), Way, Sync, null, 0, 0, Sync / 2, 0.4));
        Assert.Equal((Lane.Flex, ReasonCodes.FlexPays, (long)(0.8 * Sync)), (verdict.Lane, verdict.Reason, verdict.FlexNanoUsd));
    }
}
