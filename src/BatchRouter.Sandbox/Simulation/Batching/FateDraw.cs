using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>Draws what is in store for batches and their rows. A row's fate hangs on its body and its try, not on the batch it came in.</summary>
internal sealed class FateDraw(BatchScript script, ulong seed)
{
    private static readonly TimeSpan[] ExpiryAges = [TimeSpan.FromHours(18.9), TimeSpan.FromHours(8), TimeSpan.FromHours(24.5)];
    private readonly ConcurrentDictionary<(ulong Content, string? Model), int> _tries = new();

    public BatchFate OfBatch(BatchMoment moment)
    {
        var chance = Chance.Of(seed, Draw.BatchFate, (ulong)moment.Number);
        var completes = script.CompletesAfter ?? CompletionTimes.DrawFrom(Chance.Of(seed, Draw.BatchTimes, (ulong)moment.Number));
        var expires = chance.Unit() < script.Expiries;
        var (age, got) = (chance.Pick(ExpiryAges), 0.3 + 0.6 * chance.Unit());
        var fate = new BatchFate
        {
            CompletesAfter = expires ? age / got : completes,
            ExpiresAfter = expires ? age : TimeSpan.FromHours(24),
            Waits = 0.8 * chance.Unit() * (expires ? 0.3 : 1),
            CancelTakes = TimeSpan.FromSeconds(chance.Between(10, 400)),
            CutsCreate = chance.Unit() < script.AmbiguousCreates,
            HiddenFor = chance.Unit() < script.HiddenCreates ? script.HiddenFor : TimeSpan.Zero,
            CutReads = chance.Unit() < script.CutReads ? 1 : 0,
            EmptyErrorFileId = chance.Unit() < script.EmptyErrorFileIds,
            ForeignLines = chance.Unit() < script.ForeignLines ? chance.Between(1, 3) : 0,
        };
        return script.BendBatch?.Invoke(moment, fate) ?? fate;
    }

    /// <summary>The rows with their fates and request ids, in the order of work.</summary>
    public IReadOnlyList<BatchRow> OfRows(IReadOnlyList<BatchRow> rows, int batch)
    {
        var drawn = new (ulong Place, BatchRow Row)[rows.Count];
        for (var index = 0; index < rows.Count; index++)
            drawn[index] = OfRow(rows[index], batch, index);
        Array.Sort(drawn, static (one, other) => one.Place.CompareTo(other.Place));
        return [.. drawn.Select(one => one.Row)];
    }

    private (ulong Place, BatchRow Row) OfRow(BatchRow row, int batch, int index)
    {
        var tries = _tries.AddOrUpdate((row.ContentKey, row.Model), 1, static (_, before) => before + 1);
        var fate = Pick(Chance.Of(seed, Draw.BatchRow, row.ContentKey, (ulong)tries).Unit());
        if (script.BendRow is { } bend)
            fate = bend(new(row.CustomId, batch, index, Encoding.UTF8.GetString(row.Body.Span), tries), fate);
        var identity = Chance.Of(seed, Draw.Identity, row.ContentKey, (ulong)tries, (ulong)Draw.BatchRow);
        var id = identity.Bits().ToString("x16", CultureInfo.InvariantCulture) + identity.Bits().ToString("x8", CultureInfo.InvariantCulture);
        return (Chance.Of(seed, Draw.BatchOrder, row.ContentKey, (ulong)tries).Bits(), row with { Fate = fate, RequestId = id });
    }

    private RowFate Pick(double unit)
    {
        Span<(double Share, RowFate Fate)> shares =
        [
            (script.MissingRows, RowFate.Missing), (script.LostRows, RowFate.Lost), (script.DuplicatedLines, RowFate.Duplicated),
            (script.TruncatedRows, RowFate.Truncated), (script.RejectedRows, RowFate.Rejected), (script.FailedRows, RowFate.Failed),
            (script.TimedOutRows, RowFate.TimedOut),
        ];
        foreach (var (share, fate) in shares)
        {
            if (unit < share)
                return fate;
            unit -= share;
        }

        return RowFate.Answered;
    }
}
