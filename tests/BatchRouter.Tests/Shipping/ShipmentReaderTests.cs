using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Scoring;
using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Shipping;

/// <summary>Reconciliation as sets; what was lost elsewhere is named.</summary>
public sealed class ShipmentReaderTests
{
    private readonly ShippingStage _stage = new();

    // warmbly#333; expired requests discarded or the whole batch resubmitted: curator#226, #296
    [Fact]
    public async Task Read_OfAnExpiredBatch_UsesWhatIsPaid_AndBuysOnlyTheRest()
    {
        var rows = await EndedAsync(3, BatchEnd.Expired, rows => [_stage.Answer(rows[2]), _stage.Fails(rows[0], FailureKind.Expired), _stage.Answer(rows[1])]);

        Assert.Equal(["sync", "batch", "batch"], rows.Select(row => row.Job.Ending!.Lane));
        Assert.Equal([AttemptState.Failed, AttemptState.Replied, AttemptState.Replied], rows.Select(row => row.State));
        Assert.Single(_stage.Models.Calls);
    }

    // kaapi-backend#723
    [Fact]
    public async Task Read_CompletedWithNothingInIt_IsNoSuccess()
    {
        var rows = await EndedAsync(2, BatchEnd.Completed, _ => []);

        Assert.All(rows, row => Assert.Equal((AttemptState.Unknown, FailureKind.Missing, "sync"), (row.State, row.Failure, row.Job.Ending!.Lane)));
        Assert.Equal(["Missing", "Missing"], _stage.Found);
    }

    // 41 of 20,000 rows missing unnoticed
    [Fact]
    public async Task Read_OfThreeHundredRowsWithSomeMissing_FindsThem_AndBuysThemElsewhere()
    {
        var rows = await EndedAsync(300, BatchEnd.Completed, rows => rows.Where((_, i) => i % 100 != 7).Select(row => (BatchLine)_stage.Answer(row)));

        Assert.Equal(3, _stage.Found.Count());
        Assert.Equal(3, _stage.Models.Calls.Count);
        Assert.All(rows, row => Assert.Equal(JobState.Settled, row.Job.State));
        Assert.Equal(ShipmentState.Closed, _stage.Shipment.Shipment.State);
    }

    // accrue#47; python-genai#1909
    [Fact]
    public async Task Read_DuplicatesAndAnyOrder_SwapNothing_AndChargeOnce()
    {
        var rows = await EndedAsync(2, BatchEnd.Completed, rows => [_stage.Answer(rows[1], "second"), _stage.Answer(rows[0], "first"), _stage.Answer(rows[1], "swapped")]);

        Assert.Equal(["first", "second"], rows.Select(row => row.Output!.Text));
        Assert.All(rows, row => Assert.Single(row.Entries));
        Assert.Equal(["Duplicate"], _stage.Found);
    }

    [Fact]
    public async Task Read_ForeignLines_AreRecordedAndLandNothing()
    {
        var stranger = Guid.NewGuid();
        var rows = await EndedAsync(1, BatchEnd.Completed, rows =>
        [
            _stage.Answer(rows[0]),
            _stage.Answer(rows[0]) with { Id = new CustomId(Guid.NewGuid(), rows[0].Attempt.Id) },
            _stage.Answer(rows[0]) with { Id = new CustomId(_stage.Shipment.Shipment.Id, stranger) },
            new BatchLine.Foreign(null, "no JSON"),
        ]);

        Assert.Equal(["Foreign", "Foreign", "Foreign"], _stage.Found);
        Assert.Equal("batch", rows[0].Job.Ending!.Lane);
    }

    // A line of this shipment that named a parked row of another landed it with a stranger's answer.
    [Fact]
    public async Task Read_ALineThatNamesAnotherShipmentsRow_LeavesItAlone()
    {
        AttemptRow? other = null;
        await EndedAsync(1, BatchEnd.Completed, rows =>
        {
            other = _stage.ParkAsync(1).Result[0];
            return [_stage.Answer(rows[0]), _stage.Answer(other)];
        });

        Assert.Equal((AttemptState.Started, JobState.Parked), (other!.State, other.Job.State));
        Assert.Equal(["Foreign"], _stage.Found);
    }

    // hindsight#2668
    [Fact]
    public async Task Read_ATruncatedAnswer_IsRepeatedWithAHigherLimit_NeverIdentically()
    {
        var rows = await EndedAsync(1, BatchEnd.Completed, rows => [_stage.Answer(rows[0], "{\"a\":", FinishReason.Length)], mayHaveMore: true);

        Assert.True(Assert.Single(_stage.Models.Calls).MaxOutputTokens > rows[0].Attempt.Candidate.MaxOutputTokens);
    }

    [Fact]
    public async Task Read_ADoubtfulAnswer_GoesToAStrongerModel()
    {
        await EndedAsync(1, BatchEnd.Completed, rows => [_stage.Answer(rows[0], logProbability: -9)]);

        Assert.NotEqual("weak", Assert.Single(_stage.Models.Calls).Offer.Model.Name);
    }

    [Fact]
    public async Task Read_CutShort_IsReadAgain_AndWhatWasLandedIsNotLandedTwice()
    {
        var rows = await EndedAsync(2, BatchEnd.Completed, rows => [_stage.Answer(rows[0]), new BatchLine.Broken("cut")]);
        Assert.Equal((JobState.Settled, JobState.Shipped), (rows[0].Job.State, rows[1].Job.State));
        _stage.Lines.Clear();
        _stage.Lines.AddRange([_stage.Answer(rows[0]), _stage.Answer(rows[1])]);

        await _stage.TurnAsync(TimeSpan.FromSeconds(20));

        Assert.All(rows, row => Assert.Equal(("batch", 1), (row.Job.Ending!.Lane, row.Entries.Count)));
        Assert.Empty(_stage.Found);
    }

    // Found by the simulator: the job's next purchase failed, and another was made although the first had been answered meanwhile.
    [Fact]
    public async Task Read_AnAnswerThatCameLate_IsTakenBeforeAnythingElseIsBought()
    {
        var rows = await EndedAsync(1, BatchEnd.Completed, rows =>
        {
            var job = rows[0].Job;
            job.Attempts.Insert(0, Earlier(job, rows[0]));
            return [_stage.Fails(rows[0], FailureKind.InvalidRequest)];
        });

        Assert.Empty(_stage.Models.Calls);
        Assert.Equal("late but good", rows[0].Job.Attempts.Single(row => row.Attempt.Id == rows[0].Job.Ending!.AnswerAttempt).Output!.Text);
    }

    private static AttemptRow Earlier(JobRow job, AttemptRow row) => new()
    {
        Job = job,
        Attempt = row.Attempt with { Id = Guid.NewGuid(), Number = 9 },
        Accounts = [],
        State = AttemptState.Replied,
        Confidence = 0.99,
        Output = new Answer { Text = "late but good" },
    };

    private async Task<List<AttemptRow>> EndedAsync(int count, BatchEnd end, Func<List<AttemptRow>, IEnumerable<BatchLine>> lines, bool mayHaveMore = false)
    {
        var rows = await _stage.ShipAsync(count, mayHaveMore);
        await _stage.TurnAsync();
        _stage.Ends(end);
        _stage.Lines.AddRange(lines(rows));
        await _stage.TurnAsync(TimeSpan.FromSeconds(10));
        return rows;
    }
}
