using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Postgres.Reading;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

/// <summary>Each test has a day of its own.</summary>
public sealed class LaneReportTests(MigratedDatabase<LaneReportTests> database) : IClassFixture<MigratedDatabase<LaneReportTests>>
{
    private readonly LedgerRows _ledger = new(database.Source);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LaneRows Rows => new(_ledger);

    [Fact]
    public async Task Calibration_SetsStoredForecastsAgainstWhatShipmentsDid()
    {
        var day = Day(1);
        var forecasts = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            // Every fourth was called back at its latest safe start.
            var inTime = i % 4 != 0;
            var safe = day.AddHours(3);
            var shipment = await Rows.ShipmentAsync(new SomeShipment
            {
                SentAt = day,
                SafeStart = safe,
                End = inTime ? "completed" : "cancelled",
                EndedAt = inTime ? safe.AddHours(-1) : safe.AddMinutes(2),
                CancelledAt = inTime ? null : safe,
            });
            forecasts.Add(await ParkedAsync(day.AddTicks(i * 10_007), shipment, safe, slackHours: 0.5 + i));
        }

        var tenths = (await ReadAsync(day)).Calibration;

        Assert.Equal(10, tenths.Count);
        Assert.All(tenths, tenth => Assert.Equal((2, 2), (tenth.Jobs, tenth.Shipments)));
        Assert.Equal(forecasts.Order().Chunk(2).Select(pair => Math.Round(pair.Average(), 9)), tenths.Select(tenth => Math.Round(tenth.Promised, 9)));
        Assert.Equal((forecasts.Min(), forecasts.Max()), (tenths[0].From, tenths[^1].To));
        Assert.Equal(15, tenths.Sum(tenth => tenth.Kept * tenth.Jobs), 9);
        Assert.Equal([0.5, 1.0, 0.5, 1.0], tenths.Take(4).Select(tenth => tenth.Kept));
    }

    [Fact]
    public async Task Calibration_WhatSaysNothing_IsLeftOutAndWhatNeverLeftIsMissed()
    {
        var (day, safe) = (Day(2), Day(2).AddHours(3));
        var open = new SomeShipment { SentAt = day, SafeStart = safe, State = "sent" };
        await ParkedAsync(day, await Rows.ShipmentAsync(open), safe);
        await ParkedAsync(day, await Rows.ShipmentAsync(open with { Id = Guid.NewGuid(), State = "closed", End = "cancelled", CancelledAt = day.AddHours(1), EndedAt = day.AddHours(2) }), safe);
        await ParkedAsync(day, await Rows.ShipmentAsync(Done(day, safe)), safe, side: "audit");
        await ParkedAsync(day, null, safe, endedAt: safe.AddMinutes(-1));
        await ParkedAsync(day, null, safe, endedAt: safe);
        await ParkedAsync(day, await Rows.ShipmentAsync(Done(day, safe) with { EndedAt = safe.AddSeconds(1) }), safe);
        await ParkedAsync(day, await Rows.ShipmentAsync(Done(day, safe)), safe);

        var tenths = (await ReadAsync(day)).Calibration;

        Assert.Equal((3, 1.0), (tenths.Sum(tenth => tenth.Jobs), tenths.Sum(tenth => tenth.Kept * tenth.Jobs)));
    }

    [Fact]
    public async Task Calibration_AJobThatWasParkedTwice_HasTheForecastOfEachTime()
    {
        var (day, safe) = (Day(3), Day(3).AddHours(20));
        var job = await Rows.JobAsync(new SomeJob { At = day, Deadline = safe });
        var forecasts = new List<double>();
        foreach (var step in (int[])[1, 2])
        {
            var at = day.AddHours(step);
            forecasts.Add(await Rows.DecisionAsync(job, at, TimeSpan.FromHours(step == 1 ? 1 : 10), step));
            var attempt = await Rows.AttemptAsync(new SomePurchase { Job = job, Number = step, At = at, EndedAt = at.AddMinutes(9) });
            await Rows.RowAsync(attempt, job, at, safe, await Rows.ShipmentAsync(Done(day, safe)));
        }

        Assert.Equal(forecasts, (await ReadAsync(day)).Calibration.Select(tenth => tenth.Promised));
    }

    [Fact]
    public async Task Purchases_ChargedTwice_CountOnceAsWhatTheyWouldCostAtOnce()
    {
        var (day, safe) = (Day(4), Day(4).AddHours(3));
        var shipment = await Rows.ShipmentAsync(Done(day, safe) with { Rows = 3 });
        var answered = new SomePurchase { Job = Guid.NewGuid(), At = day, EndedAt = day.AddMinutes(5), Input = 100, Output = 10 };
        await Rows.JobAsync(new SomeJob { Id = answered.Job, At = day, Deadline = safe, Answer = answered.Id, Lane = "batch", Model = "weak" });
        await Rows.AttemptAsync(answered, charge: 7_000);
        // Bought at once because the batch did not come, and then it came.
        var (tardy, atOnce) = (answered with { Id = Guid.NewGuid(), Job = Guid.NewGuid() }, new SomePurchase { Job = Guid.Empty, At = day, Input = 100, Output = 10 });
        atOnce = atOnce with { Job = tardy.Job, Number = 2, Lane = "sync", EndedAt = day.AddMinutes(6) };
        await Rows.JobAsync(new SomeJob { Id = tardy.Job, At = day, Deadline = day, Answer = atOnce.Id, Lane = "sync", Model = "weak", IsLate = true });
        await Rows.AttemptAsync(tardy, charge: 7_000);
        await Rows.AttemptAsync(atOnce, charge: 14_000);
        await Rows.FindingAsync(shipment, "late", tardy.Id);
        // Late, and the only one that was charged.
        var lone = answered with { Id = Guid.NewGuid(), Job = Guid.NewGuid() };
        await Rows.JobAsync(new SomeJob { Id = lone.Job, At = day, Deadline = safe, Answer = lone.Id, Lane = "batch", Model = "weak" });
        await Rows.AttemptAsync(lone, charge: 7_000);
        await Rows.FindingAsync(shipment, "late", lone.Id);
        await Rows.FindingAsync(shipment, "duplicate", lone.Id);

        var figures = await ReadAsync(day);

        var (batch, sync) = (figures.Purchases[0], figures.Purchases[1]);
        Assert.Equal(("batch", 3, 2, 21_000, 1, 7_000), (batch.Lane, batch.Attempts, batch.Jobs, batch.SpendNanoUsd, batch.Twice, batch.TwiceNanoUsd));
        Assert.Equal((200, 20, 2), (batch.InputTokens, batch.OutputTokens, batch.Counted));
        Assert.Equal(("sync", 1, 1, 14_000, 0), (sync.Lane, sync.Jobs, sync.Late, sync.SpendNanoUsd, sync.Twice));
        Assert.Equal((1, 3, 1, 2, 1), (figures.Shipments[0].Shipments, figures.Shipments[0].Rows, figures.Shipments[0].Completed, figures.Shipments[0].Late, figures.Shipments[0].Duplicate));
        Assert.Equal([("batch", "batch", 2L, 0L), ("sync", "batch", 1L, 1L)], figures.Punctuality.Select(row => (row.Lane, row.BeganIn, row.Jobs, row.Late)));
    }

    [Fact]
    public async Task Shipments_EachEnds_OneWay()
    {
        var (day, safe) = (Day(5), Day(5).AddHours(3));
        foreach (var (state, end, cancelled) in ((string, string?, bool)[])[("closed", "completed", false), ("closed", "expired", false), ("closed", "cancelled", true), ("dropped", "refused", false), ("dropped", null, false), ("sent", null, true), ("ended", "completed", true)])
            await Rows.ShipmentAsync(new SomeShipment { SentAt = day, SafeStart = safe, State = state, End = end, EndedAt = end is null ? null : safe, CancelledAt = cancelled ? safe : null });

        var row = Assert.Single((await ReadAsync(day)).Shipments);

        Assert.Equal((7, 2, 1, 1, 1, 1, 1, 3), (row.Shipments, row.Completed, row.Expired, row.Cancelled, row.Refused, row.Dropped, row.Open, row.CalledBack));
    }

    [Fact]
    public async Task Command_OfAPeriodWithoutAnything_PrintsOneObject()
    {
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });
        var result = await cli.RunAsync(["report", "lanes", "--from", "2026-01-01", "--to", "2026-01-02", "--json"], Stop);
        Assert.True(result.Code == ExitCodes.Done, result.Stderr);
        Assert.Equal(0, result.Json.GetProperty("calibration").GetProperty("jobs").GetInt64());
        Assert.Equal(0.999, result.Json.GetProperty("on_time").GetProperty("promised").GetDouble());
        Assert.Equal(0, result.Json.GetProperty("lanes").GetArrayLength());
    }

    private static DateTime Day(int number) => new(2026, 10, number, 0, 0, 0, DateTimeKind.Utc);

    private static SomeShipment Done(DateTime day, DateTime safe) => new() { SentAt = day, SafeStart = safe, End = "completed", EndedAt = safe.AddHours(-1) };

    private async Task<double> ParkedAsync(DateTime at, Guid? shipment, DateTime safe, double slackHours = 4, DateTime? endedAt = null, string? side = null)
    {
        // Forecasts may be equal: then the order is that of the ids, which is that of time.
        var bought = new SomePurchase { Id = Guid.CreateVersion7(at), Job = Guid.NewGuid(), At = at, EndedAt = endedAt ?? safe };
        await Rows.JobAsync(new SomeJob { Id = bought.Job, At = at, Deadline = safe, Side = side });
        var forecast = await Rows.DecisionAsync(bought.Job, at, TimeSpan.FromHours(slackHours));
        await Rows.AttemptAsync(bought);
        await Rows.RowAsync(bought.Id, bought.Job, at, safe, shipment);
        return forecast;
    }

    private Task<LaneFigures> ReadAsync(DateTime day) => new LaneReader(database.Source).ReadAsync(day, day.AddDays(1), Stop);
}
