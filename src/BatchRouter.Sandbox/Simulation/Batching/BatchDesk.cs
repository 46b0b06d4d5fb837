using System.Collections.Concurrent;
using System.Globalization;
using BatchRouter.Sandbox.Simulation.Serving;

namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>
/// All batches of both APIs. Nothing runs here: what a batch has done follows from its plan and the time at which somebody looks, and is charged then.
/// Batches and their rows are kept for as long as the provider lives.
/// </summary>
internal sealed class BatchDesk
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedBatch> _batches = [];
    private readonly List<SimulatedBatch> _uncharged = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<SimulatedBatch>> _byRow = new(StringComparer.Ordinal);
    private readonly SimulatedProviderOptions _options;
    private readonly IReadOnlyDictionary<string, SimulatedModel> _fleet;
    private readonly TrueBill _bill;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _startedAt;
    private readonly FateDraw _fates;
    private readonly OutageCalendar _outages;

    public BatchDesk(
        SimulatedProviderOptions options, IReadOnlyDictionary<string, SimulatedModel> fleet, RowKitchen kitchen, TrueBill bill, TimeProvider clock)
    {
        _options = options;
        _fleet = fleet;
        _bill = bill;
        _clock = clock;
        Kitchen = kitchen;
        _startedAt = clock.GetUtcNow();
        _fates = new(options.Batches, (ulong)options.Seed);
        _outages = new(options.Batches, (ulong)options.Seed, _startedAt);
        bill.BringUpToDate = Charge;
    }

    public RowKitchen Kitchen { get; }

    public DateTimeOffset Now() => _clock.GetUtcNow();

    public SimulatedBatch Open(BatchOrder order)
    {
        // One at a time: the quota counts what is open, and numbers have no gaps.
        lock (_gate)
        {
            var (now, number) = (Now(), _batches.Count + 1);
            var fate = _fates.OfBatch(new(number, order.Model, order.Rows.Count, order.Metadata, now - _startedAt));
            var tokens = EnqueuedBy(order);
            var faults = FaultsOf(order, fate, tokens, now);
            var batch = new SimulatedBatch
            {
                Number = number,
                Id = order.IdPrefix + IdOf(number),
                Dialect = order.Dialect,
                Rows = faults.Count > 0 ? [] : _fates.OfRows(order.Rows, number),
                Fate = fate,
                Plan = new(fate, now, _outages),
                Model = order.Model,
                InputFileId = order.InputFileId,
                Endpoint = order.Endpoint,
                Metadata = order.Metadata,
                Faults = faults,
                EnqueuedTokens = tokens,
            };
            _batches.Add(batch);
            if (faults.Count == 0)
                _uncharged.Add(batch);
            foreach (var row in batch.Rows)
                _byRow.AddOrUpdate(row.BillKey, static (_, one) => [one], static (_, before, one) => [.. before, one], batch);
            return batch;
        }
    }

    /// <summary>Null where there is none, or none yet for anybody who asks.</summary>
    public SimulatedBatch? Find(Dialect dialect, string id)
    {
        lock (_gate)
            return _batches.Find(batch => batch.Id == id && batch.Dialect == dialect && !batch.IsHiddenAt(Now()));
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SimulatedBatch> List(Dialect dialect)
    {
        lock (_gate)
            return [.. _batches.Where(batch => batch.Dialect == dialect && !batch.IsHiddenAt(Now())).Reverse()];
    }

    /// <summary>A batch that may still get to this row goes on.</summary>
    public bool IsOpen(string billKey) =>
        _byRow.TryGetValue(billKey, out var batches) && batches.Any(batch => batch.Look(Now()).EndedAt is null);

    public bool Knows(string billKey) => _byRow.ContainsKey(billKey);

    /// <summary>Charges every row that is done by now.</summary>
    public void Charge()
    {
        SimulatedBatch[] open;
        lock (_gate)
            open = [.. _uncharged];
        foreach (var batch in open)
            Charge(batch);
    }

    public void Charge(SimulatedBatch batch)
    {
        var hasEnded = batch.Look(Now()).EndedAt is not null;
        batch.Charge(Now(), Kitchen, _bill);
        if (!hasEnded)
            return;
        lock (_gate)
            _uncharged.Remove(batch);
    }

    private IReadOnlyList<BatchFault> FaultsOf(BatchOrder order, BatchFate fate, long tokens, DateTimeOffset now)
    {
        if (order.Faults.Count > 0)
            return order.Faults;
        if (fate.RefusedWith is { } code)
            return [new(code, $"The batch was refused with {code} (simulated).")];
        if (order.Model is null || !_fleet.TryGetValue(order.Model, out var model) || model.EnqueuedTokens is not { } limit)
            return [];
        var held = _batches.Where(batch => batch.Model == order.Model && HoldsQuota(batch, now)).Sum(batch => batch.EnqueuedTokens);
        return held + tokens <= limit
            ? []
            : [new("token_limit_exceeded", $"Enqueued token limit reached for {order.Model}. Limit: {limit} enqueued tokens. Please try again once some in_progress batches have been completed.")];
    }

    private bool HoldsQuota(SimulatedBatch batch, DateTimeOffset now) => batch.Faults.Count == 0
        ? batch.Look(now).EndedAt is null
        : _options.Batches.FailedBatchesHoldQuota && now < batch.Plan.ExpiresAt;

    // Counting takes a tokenizer, so it is done only where somebody limits it.
    private long EnqueuedBy(BatchOrder order) => order.Faults.Count == 0
        && order.Rows.Any(row => row.Model is { } name && _fleet.TryGetValue(name, out var model) && model.EnqueuedTokens is not null)
            ? order.Rows.Sum(row => Kitchen.InputTokens(row, order.Dialect))
            : 0;

    private string IdOf(int number)
    {
        var chance = Chance.Of((ulong)_options.Seed, Draw.Identity, (ulong)number, (ulong)Draw.BatchFate);
        return chance.Bits().ToString("x16", CultureInfo.InvariantCulture) + chance.Bits().ToString("x16", CultureInfo.InvariantCulture);
    }
}
