using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Results;

/// <summary>How many results went out, by their state.</summary>
internal sealed class ResultCounts
{
    public long Count { get; private set; }

    public long Settled { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Jobs that have not ended yet, and cancelled ones.</summary>
    public long Other => Count - Settled - Rejected;

    /// <summary>Where the lines went; null, to stdout.</summary>
    public string? Out { get; init; }

    public void Add(ResultRow row)
    {
        Count++;
        Settled += row.State == "settled" ? 1 : 0;
        Rejected += row.State == "rejected" ? 1 : 0;
    }
}
