using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Cancelling;

/// <summary>What became of a cancelled group. Money in nano-USD and in USD.</summary>
internal sealed record CancelResult
{
    public required string GroupId { get; init; }

    /// <summary>Ended without an answer, because the group was cancelled.</summary>
    public required long Cancelled { get; init; }

    /// <summary>Before, or with what was bought until then.</summary>
    public required long Settled { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Known jobs that have not ended yet.</summary>
    public required long Open { get; init; }

    public required long SpendNanoUsd { get; init; }

    public required decimal SpendUsd { get; init; }

    /// <summary>Held for purchases that may have been charged.</summary>
    public required long UnknownNanoUsd { get; init; }

    public static CancelResult Of(string group, JobCounts counts) => new()
    {
        GroupId = group,
        Cancelled = counts.Cancelled,
        Settled = counts.Settled,
        Rejected = counts.Rejected,
        Open = counts.Known - counts.Ended,
        SpendNanoUsd = counts.SpendNanoUsd,
        SpendUsd = Usd.Of(counts.SpendNanoUsd),
        UnknownNanoUsd = counts.UnknownNanoUsd,
    };
}
