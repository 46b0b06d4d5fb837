using BatchRouter.Catalog;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>What the simulated provider charged: the oracle of every test about money. Safe for many threads.</summary>
public sealed class TrueBill
{
    private readonly Lock _gate = new();
    private readonly List<BillLine> _lines = [];
    private readonly Dictionary<string, BillLine> _byClientId = new(StringComparer.Ordinal);
    private long _totalNanoUsd;

    /// <summary>Brings the bill up to now: batches are charged when somebody looks.</summary>
    internal Action? BringUpToDate { get; set; }

    public long TotalNanoUsd
    {
        get
        {
            BringUpToDate?.Invoke();
            lock (_gate)
                return _totalNanoUsd;
        }
    }

    /// <summary>A copy of the lines so far, in the order in which they were charged.</summary>
    public IReadOnlyList<BillLine> Lines()
    {
        BringUpToDate?.Invoke();
        lock (_gate)
            return [.. _lines];
    }

    /// <summary>The line of a request by the client's id for it; null, it was not charged.</summary>
    public BillLine? Find(string clientRequestId)
    {
        BringUpToDate?.Invoke();
        lock (_gate)
            return _byClientId.GetValueOrDefault(clientRequestId);
    }

    public BillSummary Summary()
    {
        var lines = Lines();
        var models = lines.GroupBy(line => line.Model, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new BillSummary.ModelTotal(
                group.Key,
                group.LongCount(),
                group.Sum(line => line.InputTokens),
                group.Sum(line => line.OutputTokens),
                group.Sum(line => line.AmountNanoUsd)))
            .ToList();
        return new(lines.Count, lines.Count(line => !line.Answered), models.Sum(model => model.AmountNanoUsd), models);
    }

    internal BillLine Charge(
        string? clientRequestId, string requestId, SimulatedModel model, Lane lane, SimulatedUsage usage, DateTimeOffset at, bool answered)
    {
        var amount = model.PricesOf(lane).ChargeNanoUsd(usage);
        lock (_gate)
        {
            var line = new BillLine
            {
                Line = _lines.Count + 1,
                ClientRequestId = clientRequestId,
                RequestId = requestId,
                Model = model.Name,
                Lane = lane,
                InputTokens = usage.InputTokens,
                CachedTokens = usage.CachedTokens,
                CacheWriteTokens = usage.CacheWriteTokens,
                OutputTokens = usage.OutputTokens,
                ReasoningTokens = usage.ReasoningTokens,
                AmountNanoUsd = amount,
                At = at,
                Answered = answered,
            };
            _lines.Add(line);
            if (clientRequestId is not null)
                _byClientId.TryAdd(clientRequestId, line);
            _totalNanoUsd += amount;
            return line;
        }
    }
}

/// <summary>Sums of the bill, in all and per model.</summary>
public sealed record BillSummary(
    long Lines, long Unanswered, long AmountNanoUsd, IReadOnlyList<BillSummary.ModelTotal> Models)
{
    public sealed record ModelTotal(string Model, long Lines, long InputTokens, long OutputTokens, long AmountNanoUsd);
}
