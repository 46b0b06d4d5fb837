using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

/// <summary>A shipment's life, case by case; what went wrong elsewhere is named.</summary>
public sealed class ShipmentRunnerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ShippingStage _stage = new();

    [Fact]
    public async Task Run_Created_IsFollowedUntilEveryRowIsRead()
    {
        var rows = await _stage.ShipAsync(2);
        await _stage.TurnAsync();
        Assert.Equal((ShipmentState.Sent, "batch-1"), (State, _stage.Shipment.Shipment.ProviderId));
        _stage.Ends(BatchEnd.Completed);
        _stage.Lines.AddRange([_stage.Answer(rows[1]), _stage.Answer(rows[0])]);

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["create 2", "look", "read"], _stage.Journal);
        Assert.Equal(ShipmentState.Closed, State);
        Assert.All(rows, row => Assert.Equal((AttemptState.Replied, JobState.Settled, "batch"), (row.State, row.Job.State, row.Job.Ending!.Lane)));
    }

    // anthropic-sdk-python#1432
    [Fact]
    public async Task Look_NotFoundRightAfterTheCreate_MeansNothing()
    {
        await _stage.ShipAsync(1);
        await _stage.TurnAsync();
        _stage.Looks = new LookResult.NotFound();

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((ShipmentState.Sent, JobState.Shipped), (State, _stage.Database.Parked[0].Job.State));
    }

    [Fact]
    public async Task Look_NotFoundForTwoDays_DropsWhatTheProviderHasForgotten()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        _stage.Looks = new LookResult.NotFound();
        _stage.Cancels = new CancelResult.Failed(FailureKind.UnknownModel, "no such batch");
        await _stage.TurnAsync(Hour + ShippingStage.CancelTakes);
        Assert.Equal((AttemptState.Unknown, FailureKind.Overdue, ShipmentState.Sent), (row.State, row.Failure, State));

        await _stage.TurnAsync(2 * _stage.Shipment.Shipment.Provider.Batch.ExpiresAfter);

        Assert.Equal(ShipmentState.Dropped, State);
    }

    [Fact]
    public async Task Create_InDoubt_IsLookedForAndAdopted_NeverRepeated()
    {
        await _stage.ShipAsync(1);
        _stage.Creates = new CreateResult.InDoubt("cut");
        await _stage.TurnAsync();
        await _stage.TurnAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(ShipmentState.InDoubt, State);
        _stage.Finds = new FindResult.Found("batch-9");

        await _stage.TurnAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((ShipmentState.Sent, "batch-9"), (State, _stage.Shipment.Shipment.ProviderId));
        Assert.Equal(["create 1", "find", "find"], _stage.Journal);
    }

    [Fact]
    public async Task Create_InDoubtForTooLong_GoesTheWayBack_AndIsCalledBackOnceItIsFound()
    {
        var row = (await _stage.ShipAsync(1))[0];
        _stage.Creates = new CreateResult.InDoubt("cut");
        await _stage.TurnAsync();
        // A worker that was away so long looked once, and that was too early: the create had reached the provider late.
        await _stage.TurnAsync(_stage.Options.DoubtAtMost);
        for (var look = 2; look <= 4; look++)
        {
            Assert.Equal((AttemptState.Started, JobState.Shipped), (row.State, row.Job.State));
            await _stage.TurnAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Equal((AttemptState.Unknown, JobState.Settled, "sync"), (row.State, row.Job.State, row.Job.Ending!.Lane));
        _stage.Finds = new FindResult.Found("batch-9");

        await _stage.TurnAsync(TimeSpan.FromMinutes(11));
        await _stage.TurnAsync(TimeSpan.FromMinutes(2));

        Assert.Contains("cancel", _stage.Journal);
    }

    // A worker that was killed before its create went out: the money of its rows stood open for two days, and then was assumed to be spent.
    [Fact]
    public async Task Create_InDoubtAndNeverListed_FreesTheMoneyOnceItsBatchCouldNotLiveAnyMore()
    {
        var row = (await _stage.ShipAsync(1))[0];
        _stage.Creates = new CreateResult.InDoubt("cut");
        await _stage.TurnAsync();
        for (var look = 1; look <= 4; look++)
            await _stage.TurnAsync(_stage.Options.DoubtAtMost);
        Assert.Equal((AttemptState.Unknown, JobState.Settled, ShipmentState.InDoubt), (row.State, row.Job.State, State));

        await _stage.TurnAsync(new BatchTerms().ExpiresAfter);

        Assert.Equal((AttemptState.Failed, FailureKind.Unsent, ShipmentState.Dropped), (row.State, row.Failure, State));
        Assert.Empty(row.Entries);
    }

    [Fact]
    public async Task Create_InDoubtWhileABatchMayBeIt_IsNotBoughtAgainBeforeTheLatestSafeStart()
    {
        var row = (await _stage.ShipAsync(1))[0];
        _stage.Creates = new CreateResult.InDoubt("cut");
        _stage.Finds = new FindResult.Unknown("batch-9 may be it");
        await _stage.TurnAsync();

        await _stage.TurnAsync(_stage.Options.DoubtAtMost + TimeSpan.FromMinutes(1));

        Assert.Equal((AttemptState.Started, JobState.Shipped), (row.State, row.Job.State));
    }

    [Fact]
    public async Task Create_InDoubt_IsLookedForNoLaterThanItsTimeIsUp()
    {
        await _stage.ShipAsync(1);
        _stage.Creates = new CreateResult.InDoubt("cut");
        _stage.Finds = new FindResult.Unknown("down", TimeSpan.FromHours(9));
        await _stage.TurnAsync();

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(Some.Noon + _stage.Options.DoubtAtMost, _stage.Shipment.NextAt);
    }

    [Fact]
    public async Task Create_RefusedForNow_IsTriedAgain_AndForGood_GoesAnotherWay()
    {
        var row = (await _stage.ShipAsync(1))[0];
        _stage.Creates = new CreateResult.Refused(FailureKind.RateLimited, "busy", TimeSpan.FromMinutes(3));
        await _stage.TurnAsync();
        Assert.Equal((ShipmentState.Formed, Some.Noon.AddMinutes(3)), (State, _stage.Shipment.NextAt));
        _stage.Creates = new CreateResult.Refused(FailureKind.InvalidRequest, "never");

        await _stage.TurnAsync(TimeSpan.FromMinutes(3));

        Assert.Equal((ShipmentState.Dropped, AttemptState.Failed, JobState.Settled), (State, row.State, row.Job.State));
    }

    [Fact]
    public async Task Create_WhenItsTimeIsUp_IsNotSentAnyMore()
    {
        var row = (await _stage.ShipAsync(1))[0];

        await _stage.TurnAsync(Hour);

        Assert.DoesNotContain("create 1", _stage.Journal);
        Assert.Equal((FailureKind.Unsent, AttemptState.Failed, "sync"), (row.Failure, row.State, row.Job.Ending!.Lane));
    }

    // openai-python#2084
    [Fact]
    public async Task Look_TurnedAwayForTheQuota_ParksTheSamePurchasesAgain()
    {
        var rows = await _stage.ShipAsync(2);
        await _stage.TurnAsync();
        _stage.Ends(BatchEnd.Refused, "token_limit_exceeded");

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(ShipmentState.Dropped, State);
        Assert.All(rows, row => Assert.Equal((JobState.Parked, AttemptState.Started, 1), (row.Job.State, row.State, row.Job.Attempts.Count)));
        Assert.All(rows, row => Assert.Equal(_stage.Clock.GetUtcNow() + Cohorts.LeastQuotaPause, row.LeavesBy));
    }

    [Fact]
    public async Task Look_RefusedAltogether_ChargesNothing()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        _stage.Ends(BatchEnd.Refused, "invalid_file");

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((ShipmentState.Dropped, AttemptState.Failed, JobState.Settled), (State, row.State, row.Job.State));
    }

    [Fact]
    public async Task Look_AtTheLatestSafeStart_CallsBack_ReadsWhatIsPaid_AndBuysTheRestAtOnce()
    {
        var rows = await _stage.ShipAsync(2);
        await _stage.TurnAsync();
        await _stage.TurnAsync(Hour);
        Assert.Equal(["create 2", "cancel", "look"], _stage.Journal);
        Assert.Equal(JobState.Shipped, rows[0].Job.State);
        _stage.Ends(BatchEnd.Cancelled);
        _stage.Lines.AddRange([_stage.Answer(rows[0]), _stage.Fails(rows[1], FailureKind.Cancelled)]);

        await _stage.TurnAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(("batch", "sync"), (rows[0].Job.Ending!.Lane, rows[1].Job.Ending!.Lane));
        Assert.Single(_stage.Models.Calls);
    }

    // A provider that took no cancellation was never looked at again, though its batch had ended.
    [Fact]
    public async Task Look_WhereTheCancellationFails_LooksAllTheSame()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        _stage.Cancels = new CancelResult.Failed(FailureKind.InvalidRequest, "it has ended");
        _stage.Ends(BatchEnd.Completed);
        _stage.Lines.Add(_stage.Answer(row));

        await _stage.TurnAsync(Hour);

        Assert.Equal((ShipmentState.Closed, "batch"), (State, row.Job.Ending!.Lane));
    }

    [Fact]
    public async Task Look_WhereTheEndDoesNotCome_GoesTheWayBackInTime_AndBooksTheLateAnswer()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        await _stage.TurnAsync(Hour);
        await _stage.TurnAsync(ShippingStage.CancelTakes);
        Assert.Equal((AttemptState.Unknown, "sync"), (row.State, row.Job.Ending!.Lane));
        _stage.Ends(BatchEnd.Cancelled);
        _stage.Lines.Add(_stage.Answer(row));

        await _stage.TurnAsync(TimeSpan.FromMinutes(10));

        Assert.Equal((AttemptState.Replied, "sync", ShipmentState.Closed), (row.State, row.Job.Ending!.Lane, State));
        Assert.Equal(["Late"], _stage.Found);
    }

    // Found by the simulator: a provider that was down and said "come back in an hour" kept a row that another worker had had for a moment.
    [Fact]
    public async Task Look_OverdueWhileAnotherWorkerHasARow_ComesBackSoon_WhateverTheProviderSays()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        _stage.Looks = new LookResult.Failed(FailureKind.Unavailable, "down", TimeSpan.FromHours(1));
        await _stage.ClaimByAnotherAsync(row);

        await _stage.TurnAsync(Hour + ShippingStage.CancelTakes);

        Assert.Equal(_stage.Clock.GetUtcNow().AddSeconds(10), _stage.Shipment.NextAt);
    }

    // Found by the simulator: a worker that had lost its lease while it slept said "never sent" of rows that another had sent, and their charge was not booked.
    [Fact]
    public async Task Run_UnderALostLease_SaysNothingOfRowsThatAnotherHasSent()
    {
        var row = (await _stage.ShipAsync(1))[0];
        var stale = Assert.Single(await _stage.Shipments.ClaimAsync(Some.Noon, 1, [], TestContext.Current.CancellationToken));
        await _stage.TurnAsync();
        Assert.Equal(ShipmentState.Sent, State);
        _stage.Clock.Advance(Hour);

        await _stage.Runner.RunAsync(stale, TestContext.Current.CancellationToken);

        Assert.Equal((AttemptState.Started, JobState.Shipped), (row.State, row.Job.State));
    }

    // What could not be read was waited for past every deadline.
    [Fact]
    public async Task Read_ThatStaysBroken_GoesTheWayBackInTime()
    {
        var row = (await _stage.ShipAsync(1))[0];
        await _stage.TurnAsync();
        _stage.Ends(BatchEnd.Completed);
        _stage.Lines.Add(new BatchLine.Broken("cut"));
        await _stage.TurnAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((ShipmentState.Ended, JobState.Shipped), (State, row.Job.State));

        await _stage.TurnAsync(Hour + ShippingStage.CancelTakes);

        Assert.Equal((ShipmentState.Ended, AttemptState.Unknown, "sync"), (State, row.State, row.Job.Ending!.Lane));
    }

    [Fact]
    public async Task Run_OfAModelThatLeftTheCatalogue_GoesAnotherWay()
    {
        await _stage.ShipAsync(1);
        _stage.Shipment.Shipment = _stage.Shipment.Shipment with { Model = "gone" };

        await _stage.TurnAsync();

        Assert.Equal(ShipmentState.Dropped, State);
    }

    private ShipmentState State => _stage.Shipment.Shipment.State;
}
