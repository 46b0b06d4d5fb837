using BatchRouter.Cli.Reporting;
using BatchRouter.Postgres.Reading;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class LaneReportTests
{
    private static readonly LanePurchases Batch = new()
    {
        Model = "weak",
        Lane = "batch",
        FirstAt = Some.Noon.UtcDateTime,
        Attempts = 12,
        Jobs = 10,
        Late = 1,
        Counted = 10,
        InputTokens = 1_000_000,
        OutputTokens = 500_000,
        SpendNanoUsd = 150_000_000,
        Twice = 1,
        TwiceNanoUsd = 5,
    };

    [Fact]
    public void Of_KnownPrices_SavesTheDifferenceToBuyingAtOnce()
    {
        var report = Of([Batch, Batch with { Lane = "sync", Jobs = 30, Attempts = 30, SpendNanoUsd = 300_000_000, Twice = 0, TwiceNanoUsd = 0, Late = 0 }]);
        // A million tokens in, half a million out at four times the price: three times 0.1 USD at once.
        Assert.Equal([(0.3m, 0.15m), (0.3m, 0m)], report.Lanes.Select(line => (line.AllSyncUsd!.Value, line.SavedUsd!.Value)));
        Assert.Equal([0.25, 0.75], report.Lanes.Select(line => line.Share));
        Assert.Equal((0.45m, 0.6m, 0.15m, 1L, 0.000000005m), (report.SpendUsd, report.AllSyncUsd, report.SavedUsd, report.DoubleCharges, report.DoubleChargedUsd));
        Assert.Equal("simulated", report.Lanes[0].Provider);
    }

    [Fact]
    public void Of_AModelThatIsNotInTheCatalogue_HasAProviderByItsShipmentsAndNoPrice()
    {
        var report = Of([Batch with { Model = "gone" }, Batch], shipments: [new ShipmentEnds { Provider = "elsewhere", Model = "gone" }]);
        Assert.Equal(("elsewhere", null, null), (report.Lanes[0].Provider, report.Lanes[0].AllSyncUsd, report.Lanes[0].SavedUsd));
        Assert.Equal(report.Lanes[1].AllSyncUsd, report.AllSyncUsd);
    }

    [Fact]
    public void Of_SideJobs_StandApart()
    {
        var report = Of([Batch, Batch with { IsSide = true, SpendNanoUsd = 7 }]);
        Assert.Equal((1, 1), (report.Lanes.Count, report.Sides.Count));
        Assert.Equal(0.15m, report.SpendUsd);
        Assert.Equal(1, report.Lanes[0].Share);
    }

    [Theory]
    [InlineData(1_000, 1, true)]
    [InlineData(1_000, 2, false)]
    [InlineData(10, 0, true)]
    public void Of_JobsThatBeganInBatch_AreHeldAgainstThePromise(long jobs, long late, bool isKept)
    {
        var report = Of([], punctuality:
        [
            new LanePunctuality { BeganIn = "batch", Lane = "sync", Jobs = jobs, Late = late },
            new LanePunctuality { BeganIn = "sync", Lane = "sync", Jobs = 5, Late = 5 },
        ]);
        Assert.Equal((jobs, late, 0.999, isKept), (report.OnTime.Jobs, report.OnTime.Late, report.OnTime.Promised, report.OnTime.IsKept));
        Assert.Equal([new LateLane("sync", jobs + 5, late + 5)], report.LateByLane);
    }

    [Fact]
    public void Of_Calibration_WeighsTheTenthsByTheirJobs()
    {
        var calibration = LaneCalibration.Of([new ForecastTenth { Jobs = 3, Promised = 0.5, Kept = 0 }, new ForecastTenth { Jobs = 1, Promised = 0.9, Kept = 1 }]);
        Assert.Equal((4, 0.6, 0.25), (calibration.Jobs, calibration.Promised, calibration.Kept));
        Assert.Null(LaneCalibration.Of([]).Promised);
    }

    private static LaneReport Of(IReadOnlyList<LanePurchases> purchases, IReadOnlyList<ShipmentEnds>? shipments = null, IReadOnlyList<LanePunctuality>? punctuality = null) =>
        LaneReport.Of(new LaneFigures(purchases, shipments ?? [], [], punctuality ?? []), Some.Catalog(), 0.001, Some.Noon, Some.Noon.AddDays(1));
}
