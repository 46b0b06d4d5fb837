using BatchRouter.Catalog;

namespace BatchRouter.Shipping;

/// <summary>
/// Which parked rows leave now, and with whom. Pure. Rows of one model whose latest safe starts are near travel together, so that no row is
/// called back for another's sake; they leave when the shipment is full, or when the one that waits longest has waited long enough.
/// </summary>
public static class Cohorts
{
    // Waiting costs chances of the batch's end in time, and saves batches.
    private static readonly TimeSpan GatherAtMost = TimeSpan.FromMinutes(10);
    private const double GatherShare = 0.01;

    /// <summary>
    /// What a provider's quota had no room for leaves after as long again as it has waited, and after this at least: refused batches may hold the quota
    /// for hours, and the pauses grow beyond that, however long it is.
    /// </summary>
    public static TimeSpan LeastQuotaPause => GatherAtMost;

    /// <param name="rows">Parked rows of one model, in any order.</param>
    /// <param name="model">The model as the catalogue has it now.</param>
    /// <param name="rowsToDrain">What the synchronous lane can take over in time; a shipment has no more rows.</param>
    /// <param name="freeTokens">What the provider's quota of waiting tokens still takes; null, it has none.</param>
    /// <param name="now">By the worker's clock.</param>
    /// <param name="options">When they leave.</param>
    public static IReadOnlyList<Cohort> Leaving(
        IReadOnlyList<ParkedRow> rows, CatalogModel model, int rowsToDrain, long? freeTokens, DateTimeOffset now, ShippingOptions options)
    {
        var (leaving, free) = (new List<Cohort>(), freeTokens);
        // A batch that was refused holds the quota for hours: whoever asks meanwhile is refused as well, and holds more of it.
        if (rows.Any(row => row.WaitsForQuota(now)))
            return leaving;
        // One row that is larger than the whole quota would keep all behind it at home: it goes the way back in its time.
        var waiting = rows.Where(row => row.LatestSafeStart > now && !(row.Tokens > model.EnqueuedTokens)).OrderBy(row => row.LatestSafeStart).ThenBy(row => row.ParkedAt).ThenBy(row => row.AttemptId).ToList();
        for (var first = 0; first < waiting.Count;)
        {
            var (taken, isFull) = Take(waiting, first, model.Provider.Batch, rowsToDrain, free, now, options);
            if (taken.Count == 0)
                return leaving;
            if (isFull || taken.Exists(row => row.LeavesBy <= now))
            {
                leaving.Add(new Cohort(model, taken));
                free -= taken.Sum(row => row.Tokens);
            }

            first += taken.Count;
        }

        return leaving;
    }

    /// <summary>When a row leaves with whoever is there: after a hundredth of the time left, and ten minutes at most.</summary>
    public static DateTimeOffset LeavesBy(DateTimeOffset parkedAt, DateTimeOffset latestSafeStart)
    {
        var share = (latestSafeStart - parkedAt) * GatherShare;
        return parkedAt + (share < GatherAtMost ? share : GatherAtMost);
    }

    private static (List<ParkedRow> Taken, bool IsFull) Take(
        List<ParkedRow> waiting, int first, BatchTerms terms, int rowsToDrain, long? freeTokens, DateTimeOffset now, ShippingOptions options)
    {
        var taken = new List<ParkedRow>();
        var last = waiting[first].LatestSafeStart + (waiting[first].LatestSafeStart - now) * options.CohortSpread;
        var (rowsAtMost, bytes, tokens) = (Math.Max(1, Math.Min(terms.RowsAtMost, rowsToDrain)), 0L, 0L);
        for (var i = first; i < waiting.Count; i++)
        {
            var row = waiting[i];
            if (taken.Count > 0 && row.LatestSafeStart > last)
                return (taken, false);
            if (taken.Count == rowsAtMost || (taken.Count > 0 && bytes + row.Bytes > terms.BytesAtMost))
                return (taken, true);
            // What the quota does not take waits for others to end.
            if (tokens + row.Tokens > freeTokens)
                return (taken, taken.Count > 0);
            taken.Add(row);
            (bytes, tokens) = (bytes + row.Bytes, tokens + row.Tokens);
        }

        return (taken, taken.Count == rowsAtMost);
    }
}
