using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Reading;
using BatchRouter.Quoting;
using Xunit;

namespace BatchRouter.IntegrationTests.Reporting;

public sealed class OpenJobTests(MigratedDatabase<OpenJobTests> database) : IClassFixture<MigratedDatabase<OpenJobTests>>
{
    private readonly LedgerRows _ledger = new(database.Source);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTime Now { get; } = new(TimeProvider.System.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private LaneRows Rows => new(_ledger);

    [Fact]
    public async Task Read_OpenJobs_InBunches()
    {
        var (group, safe) = ("bunches", Now.AddHours(5));
        var shipment = new SomeShipment { SentAt = Now.AddMinutes(-9), SafeStart = safe, State = "sent", Rows = 70 };
        await Rows.ShipmentAsync(shipment);
        for (var i = 0; i < 3; i++)
            await InBatchAsync(group, "shipped", safe, shipment.Id);
        // Near one another, and far from the last.
        foreach (var hours in (double[])[5, 5.01, 40])
            await InBatchAsync(group, "parked", Now.AddHours(hours), null);
        await Rows.JobAsync(new SomeJob { Group = group, State = "running", At = Now, Deadline = Now.AddHours(1) });
        await Rows.JobAsync(new SomeJob { Group = group, State = "held", At = Now, Deadline = Now.AddHours(1), WakeAt = Now.AddMinutes(30) });
        await Rows.JobAsync(new SomeJob { Group = group, At = Now, Deadline = Now.AddHours(1), Lane = "sync", EndedAt = Now.AddSeconds(-30) });
        await Rows.JobAsync(new SomeJob { Group = group, At = Now, Deadline = Now.AddHours(1), Lane = "batch", EndedAt = Now.AddSeconds(-30) });
        await Rows.JobAsync(new SomeJob { Group = group, At = Now, Deadline = Now.AddHours(1), Lane = "sync", EndedAt = Now.AddSeconds(-61) });
        await Rows.JobAsync(new SomeJob { Group = "another", State = "running", At = Now, Deadline = Now.AddHours(1) });

        var open = await new OpenJobReader(database.Source).ReadAsync(group, Now, Stop);

        Assert.Equal(new EndingPace(1, TimeSpan.FromMinutes(1)), open.Pace);
        var shipped = Assert.Single(open.Bunches, bunch => bunch.State == JobState.Shipped);
        Assert.Equal((3, "p", "weak", 70, false), (shipped.Jobs, shipped.Provider, shipped.Model, shipped.Rows, shipped.IsCalledBack));
        Assert.Equal((new DateTimeOffset(shipment.SentAt), new DateTimeOffset(safe)), (shipped.SentAt, shipped.LatestSafeStart));
        Assert.Equal([1L, 2L], open.Bunches.Where(bunch => bunch.State == JobState.Parked).Select(bunch => bunch.Jobs).Order());
        Assert.Equal(new DateTimeOffset(Now.AddMinutes(30)), Assert.Single(open.Bunches, bunch => bunch.State == JobState.Held).WakeAt);
        Assert.Equal(1, Assert.Single(open.Bunches, bunch => bunch.State == JobState.Running).Jobs);
        Assert.Equal(8, open.Bunches.Sum(bunch => bunch.Jobs));
    }

    [Fact]
    public async Task Read_WhatIsStillToBeSpent_IsTheExpectedCostOfTheLatestDecisions()
    {
        var costs = new List<long>();
        foreach (var hours in (int[])[1, 10])
        {
            var job = await Rows.JobAsync(new SomeJob { Group = "costs", State = "running", At = Now, Deadline = Now.AddHours(1) });
            await Rows.DecisionAsync(job, Now, TimeSpan.FromSeconds(1), step: 1);
            await Rows.DecisionAsync(job, Now, TimeSpan.FromHours(hours), step: 2);
            costs.Add(await database.ScalarAsync<long>("select (decided->>'planCostNanoUsd')::bigint from decisions where job_id = @job and step = 2", new { job }));
        }

        Assert.Equal(costs.Sum(), (await new OpenJobReader(database.Source).ReadAsync("costs", Now, Stop)).RemainingNanoUsd);
    }

    [Fact]
    public async Task Watch_AGroupInBatch_SaysWhenItEndsAndItsChance()
    {
        var safe = Now.AddHours(5);
        var shipment = await Rows.ShipmentAsync(new SomeShipment { SentAt = Now.AddMinutes(-1), SafeStart = safe, State = "sent" });
        await InBatchAsync("watched", "shipped", safe, shipment);
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });

        var result = await cli.RunAsync(["watch", "watched", "--once", "--json"], Stop);

        Assert.True(result.Code == ExitCodes.Done, result.Stderr);
        var (end, end95) = (result.Json.GetProperty("expected_end").GetDateTimeOffset(), result.Json.GetProperty("expected_end_95").GetDateTimeOffset());
        Assert.InRange(end, Now.AddMinutes(2), Now.AddMinutes(30));
        Assert.True(end95 > end && end95 <= safe.AddMinutes(10));
        Assert.InRange(result.Json.GetProperty("on_time_chance").GetDouble(), 0.999, 1);
    }

    [Fact]
    public async Task Watch_AGroupThatHasEnded_HasNoEndAheadAndTheShareThatWasInTime()
    {
        await Rows.JobAsync(new SomeJob { Group = "ended", At = Now, Deadline = Now, Lane = "sync" });
        await Rows.JobAsync(new SomeJob { Group = "ended", At = Now, Deadline = Now, Lane = "sync", IsLate = true });
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });

        var result = await cli.RunAsync(["watch", "ended", "--json"], Stop);

        Assert.Equal((0.5, 0), (result.Json.GetProperty("on_time_chance").GetDouble(), result.Json.GetProperty("remaining_nano_usd").GetInt64()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, result.Json.GetProperty("expected_end").ValueKind);
    }

    private async Task InBatchAsync(string group, string state, DateTime safe, Guid? shipment)
    {
        var job = await Rows.JobAsync(new SomeJob { Group = group, State = state, At = Now, Deadline = safe.AddMinutes(10) });
        var attempt = await Rows.AttemptAsync(new SomePurchase { Job = job, At = Now, State = "started" });
        await Rows.RowAsync(attempt, job, Now, safe, shipment, isOpen: true);
    }
}
