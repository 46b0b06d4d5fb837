namespace BatchRouter.Lanes;

/// <summary>The completion times that this worker decides by. Exchanged as a whole while work runs; safe for many threads.</summary>
public sealed class CompletionForecast
{
    private volatile CompletionBook _book = CompletionBook.Empty;

    public CompletionBook Current => _book;

    public void Swap(CompletionBook book) => _book = book;
}
