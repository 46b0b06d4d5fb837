using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks what a provider's batch API takes, key by key.</summary>
internal sealed class BatchTermsReader(StrictJson source, string path, CatalogFile.BatchEntry entry)
{
    public BatchTerms Read()
    {
        Want(entry.RowsAtMost is > 0 and <= 1_000_000, "rowsAtMost", "1 to 1,000,000 is wanted");
        Want(entry.BytesAtMost is >= 1_000_000 and <= 10_000_000_000, "bytesAtMost", "1,000,000 to 10,000,000,000 is wanted");
        Want(entry.LooksPerMinute is > 0 and <= 100_000, "looksPerMinute", "1 to 100,000 is wanted");
        Want(entry.CancelSeconds is >= 0 and <= 86_400, "cancelSeconds", "0 to 86,400 is wanted");
        Want(entry.ExpiresAfterHours is > 0 and <= 720, "expiresAfterHours", "more than 0, up to 720 is wanted");
        return new BatchTerms
        {
            RowsAtMost = entry.RowsAtMost,
            BytesAtMost = entry.BytesAtMost,
            LooksPerMinute = entry.LooksPerMinute,
            CancelTakes = TimeSpan.FromSeconds(entry.CancelSeconds),
            ExpiresAfter = TimeSpan.FromHours(entry.ExpiresAfterHours),
        };
    }

    private void Want(bool holds, string key, string problem)
    {
        if (!holds)
            throw source.Fault($"{path}.{key}", problem);
    }
}
