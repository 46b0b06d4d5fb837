using System.Text.Json;
using BatchRouter.Sandbox.Tracing;
using BatchRouter.Sandbox.Tracing.Judging;
using BatchRouter.Sandbox.Tracing.Policies;
using BatchRouter.Sandbox.Tracing.World;
using Xunit;

namespace BatchRouter.Tests.Tracing;

public sealed class TraceRunTests
{
    private const int Jobs = 800;
    private const int Days = 8;

    public static TheoryData<TraceKind, string> All =>
        [.. from kind in Enum.GetValues<TraceKind>() from policy in LanePolicies.All(TraceWorld.Of(kind, Days, 7)) select (kind, policy.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void Of_AnyPolicy_AnswersEveryJobOnceAndCountsEveryCharge(TraceKind kind, string policy)
    {
        var tally = Run(kind, policy, 7);
        Assert.Equal(Jobs, tally.Answered);
        Assert.Equal(tally.Answered + tally.ChargedTwice, tally.BatchCharges + tally.SyncCharges);
        Assert.Equal(tally.InSync, tally.SyncCharges);
        Assert.Equal(tally.InBatch + tally.ChargedTwice, tally.BatchCharges);
    }

    [Theory]
    [InlineData(TraceKind.Stationary)]
    [InlineData(TraceKind.Outages)]
    public void Of_AllSync_MissesNothingWhileSomeProviderWorks(TraceKind kind) => Assert.Equal(0, Run(kind, LanePolicies.AllSync, 3).Missed);

    [Theory]
    [InlineData(TraceKind.Stationary, 1)]
    [InlineData(TraceKind.Stationary, 2)]
    [InlineData(TraceKind.Outages, 1)]
    [InlineData(TraceKind.Outages, 2)]
    [InlineData(TraceKind.Harsh, 1)]
    [InlineData(TraceKind.Harsh, 2)]
    public void Of_Clairvoyant_IsNeverDearerThanOurs(TraceKind kind, ulong seed)
    {
        var (ours, clairvoyant) = (Run(kind, LanePolicies.Ours, seed), Run(kind, LanePolicies.Clairvoyant, seed));
        Assert.True(Cost(clairvoyant) <= Cost(ours), $"the clairvoyant pays {Cost(clairvoyant)}, ours {Cost(ours)}");
    }

    [Fact]
    public void Of_BatchOnly_MissesWhatStragglersHold() => Assert.True(Run(TraceKind.Stationary, LanePolicies.BatchOnly, 1).Missed > 0);

    [Fact]
    public void Of_OursOnOrdinaryDays_KeepsItsBars()
    {
        var report = TraceReport.Of(TraceKind.Stationary, 4_000, Days, 5);
        Assert.Equal(2, report.Bars.Count);
        Assert.All(report.Bars, bar => Assert.True(bar.IsMet, $"{bar.What} is {bar.Measured}"));
    }

    [Fact]
    public void Of_HarshMix_RunsAndHasNoBar()
    {
        var report = TraceReport.Of(TraceKind.Harsh, Jobs, Days, 5);
        Assert.Equal(6, report.Policies.Count);
        Assert.Empty(report.Bars);
        Assert.All(report.Policies, row => Assert.Equal(1, row.BatchShare + row.SyncShare, 3));
    }

    [Fact]
    public void Of_SameSeed_SameReportAndAnotherSeedAnother()
    {
        var first = JsonSerializer.Serialize(TraceReport.Of(TraceKind.Outages, Jobs, Days, 11));
        Assert.Equal(first, JsonSerializer.Serialize(TraceReport.Of(TraceKind.Outages, Jobs, Days, 11)));
        Assert.NotEqual(first, JsonSerializer.Serialize(TraceReport.Of(TraceKind.Outages, Jobs, Days, 12)));
    }

    private static TraceTally Run(TraceKind kind, string policy, ulong seed)
    {
        var world = TraceWorld.Of(kind, Days, seed);
        return TraceRun.Of(LanePolicies.All(world).Single(one => one.Name == policy), TraceWorkload.Of(kind, Jobs, Days, seed), world).Tally;
    }

    private static double Cost(TraceTally tally) => tally.SyncCharges + 0.5 * tally.BatchCharges;
}
