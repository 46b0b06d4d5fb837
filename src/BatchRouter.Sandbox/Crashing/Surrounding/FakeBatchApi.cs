using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Settling;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>The provider's batch API: what was made of creates whose askers never heard of it, what it answered in time, and what it charged.</summary>
internal sealed class FakeBatchApi(World world, Dice dice)
{
    private readonly List<FakeBatch> _batches = [];

    public bool IsAtWork => _batches.Exists(batch => !batch.IsOver);

    public IReadOnlyList<FakeBatch> Batches => _batches;

    /// <summary>The create arrives; how it will go is settled here.</summary>
    public CreateResult Create(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines)
    {
        switch (world.IsCalm ? 0 : dice.Below(100))
        {
            case < 70:
                return new CreateResult.Created(Make(shipment, model, lines, null).Id);
            case < 78:
                Make(shipment, model, lines, null);
                return new CreateResult.InDoubt("the reply was lost");
            case < 83:
                return new CreateResult.InDoubt("never arrived");
            case < 88:
                return new CreateResult.Refused(dice.Pick([FailureKind.RateLimited, FailureKind.Unavailable]), "not now", dice.Percent(50) ? dice.Seconds(1, 60) : null);
            case < 92:
                return new CreateResult.Refused(dice.Pick([FailureKind.InvalidRequest, FailureKind.UnknownModel]), "never");
            case < 97:
                return new CreateResult.Created(Make(shipment, model, lines, "token_limit_exceeded").Id);
            default:
                return new CreateResult.Created(Make(shipment, model, lines, "invalid_file").Id);
        }
    }

    public FindResult Find(Shipment shipment)
    {
        if (!world.IsCalm && dice.Percent(8))
            return new FindResult.Unknown("the list cannot be read", dice.Percent(50) ? dice.Seconds(1, 60) : null);
        return Visible(batch => batch.Shipment == shipment.Id) is { } found ? new FindResult.Found(found.Id) : new FindResult.NotFound();
    }

    public LookResult Look(Shipment shipment)
    {
        if (!world.IsCalm && dice.Percent(6))
            return new LookResult.Failed(FailureKind.Unavailable, "down", dice.Percent(50) ? dice.Seconds(1, 60) : null);
        return Visible(batch => batch.Id == shipment.ProviderId) is { } batch ? new LookResult.Seen(batch.Status) : new LookResult.NotFound();
    }

    public CancelResult Cancel(Shipment shipment)
    {
        if (!world.IsCalm && dice.Percent(10))
            return new CancelResult.Failed(FailureKind.Unavailable, "down", dice.Percent(50) ? dice.Seconds(1, 60) : null);
        if (Visible(batch => batch.Id == shipment.ProviderId) is not { } batch)
            return new CancelResult.Failed(FailureKind.UnknownModel, "no such batch");
        // Rows are answered meanwhile, and a batch may come to its own end before.
        var takes = dice.Percent(85) ? dice.Seconds(0.2, 5) : dice.Seconds(5, 40);
        if (!batch.IsOver && world.Now + takes < batch.EndsAt)
            EndAt(batch, world.Now + takes, BatchEnd.Cancelled);
        return new CancelResult.Taken();
    }

    /// <summary>In another order each time; not all of them, where the connection breaks.</summary>
    public IReadOnlyList<BatchLine> Read(Shipment shipment)
    {
        var lines = _batches.Single(batch => batch.Id == shipment.ProviderId).Lines.ToList();
        for (var i = lines.Count - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }

        return world.IsCalm || !dice.Percent(12) ? lines : [.. lines.Take(dice.Below(lines.Count + 1)), new BatchLine.Broken("cut")];
    }

    private FakeBatch? Visible(Func<FakeBatch, bool> isIt) => _batches.FirstOrDefault(batch => batch.VisibleAt <= world.Now && isIt(batch));

    private FakeBatch Make(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, string? refusedFor)
    {
        var (now, takes) = (world.Now, dice.Below(100) switch { < 60 => dice.Seconds(2, 20), < 85 => dice.Seconds(20, 50), _ => dice.Seconds(50, 400) });
        foreach (var line in lines)
            if (_batches.Find(batch => batch.End != BatchEnd.Refused && batch.Rows.Any(row => row.Attempt == line.AttemptId)) is { } before)
                world.Break($"sent twice: attempt {line.AttemptId:n} is in batch {before.Id} already");
        var batch = new FakeBatch
        {
            Id = $"batch-{_batches.Count}",
            Shipment = shipment.Id,
            CreatedAt = now,
            VisibleAt = now + (world.IsCalm || dice.Percent(70) ? TimeSpan.Zero : dice.Seconds(0.5, 12)),
            Rows = lines.Select(line => Row(model, line, now, takes)).ToList(),
            ErrorCode = refusedFor,
        };
        _batches.Add(batch);
        var expires = shipment.Provider.Batch.ExpiresAfter;
        if (refusedFor is not null)
            EndAt(batch, now + dice.Seconds(0, 5), BatchEnd.Refused);
        else
            EndAt(batch, now + (takes < expires ? takes : expires), takes < expires ? BatchEnd.Completed : BatchEnd.Expired);
        return batch;
    }

    private FakeBatchRow Row(CatalogModel model, ShipmentLine line, DateTimeOffset now, TimeSpan takes)
    {
        var fate = dice.Below(100) switch
        {
            < 68 => RowFate.Answered,
            < 80 => RowFate.Doubtful,
            < 84 => RowFate.CutShort,
            < 88 => RowFate.WithoutUsage,
            < 95 => RowFate.Failed,
            _ => RowFate.Missing,
        };
        var usage = new Usage(FakeTokenCounter.Size(line.Job).Tokens, 0, dice.Between(1, line.MaxOutputTokens), 0);
        var price = model.Prices.Single(price => price.Lane == Lane.Batch);
        return new FakeBatchRow(line.AttemptId, world.IsCalm ? RowFate.Answered : fate, now + (takes * (dice.Below(1_001) / 1_000.0)), usage, price.ChargeNanoUsd(usage));
    }

    private void EndAt(FakeBatch batch, DateTimeOffset at, BatchEnd end)
    {
        (batch.EndsAt, batch.End) = (at, end);
        world.Context.After(at - world.Now, () =>
        {
            if (!batch.IsOver && batch.EndsAt == at)
                Finish(batch);
        });
    }

    private void Finish(FakeBatch batch)
    {
        batch.IsOver = true;
        world.Journal.Add("api", $"{batch.Id} {batch.End} {batch.ErrorCode} of {batch.Rows.Count}");
        if (batch.End == BatchEnd.Refused)
            return;
        var elapsed = batch.EndsAt - batch.CreatedAt;
        foreach (var row in batch.Rows)
        {
            var isAnswered = row.AnswersAt <= batch.EndsAt;
            if (isAnswered && row.IsCharged)
                world.Provider.Bill.Add(new BilledAttempt(row.Attempt, row.ChargeNanoUsd));
            // Some providers give no line for what was never begun.
            if ((isAnswered ? row.Result(elapsed) : dice.Percent(15) ? null : Unbegun(batch.End, elapsed)) is { } result)
                batch.Lines.Add(new BatchLine.Row(new CustomId(batch.Shipment, row.Attempt), result));
        }

        if (!world.IsCalm)
            AddStrays(batch);
    }

    private static CallResult.Failed Unbegun(BatchEnd end, TimeSpan elapsed) =>
        new(end == BatchEnd.Expired ? FailureKind.Expired : FailureKind.Cancelled, false, "never begun") { Elapsed = elapsed };

    // What no row asked for: a line again, lines of other shipments under both names, a stranger's, and one that cannot be read.
    private void AddStrays(FakeBatch batch)
    {
        if (batch.Lines.Count > 0 && dice.Percent(15))
            batch.Lines.Add(dice.Pick(batch.Lines));
        if (_batches.Where(other => other != batch).SelectMany(other => other.Lines).OfType<BatchLine.Row>().FirstOrDefault() is { } row && dice.Percent(25))
        {
            batch.Lines.Add(row);
            batch.Lines.Add(row with { Id = row.Id with { Shipment = batch.Shipment } });
        }

        if (dice.Percent(10))
            batch.Lines.Add(new BatchLine.Row(new CustomId(batch.Shipment, dice.Id()), new CallResult.Failed(FailureKind.Expired, false, "stranger") { Elapsed = TimeSpan.Zero }));
        if (dice.Percent(10))
            batch.Lines.Add(new BatchLine.Foreign(null, "no JSON"));
    }
}
